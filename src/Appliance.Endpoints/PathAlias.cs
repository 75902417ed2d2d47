namespace Appliance.Endpoints;

/// <summary>Another form in which clients send the beginning of a path.</summary>
internal sealed record PathAlias(string Usual, string Other);
