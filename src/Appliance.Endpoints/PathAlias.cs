namespace Appliance.Endpoints;

/// <summary>Another form in which clients send the beginning of a path.</summary>
internal sealed class PathAlias(string usual, string other)
{
    public string Usual => usual;

    public string Other => other;
}
