using Appliance.PolicyModel;

namespace Appliance.Secrets;

/// <summary>Whose secret it is and what for.</summary>
internal sealed class SecretUse(App app, string what, bool isApiKey)
{
    public App App => app;
    public bool IsApiKey => isApiKey;

    /// <summary>Who used the same secret before.</summary>
    public SecretUse? Earlier { get; set; }

    public override string ToString() => $"{what} of app {app.Name}";
}

/// <summary>A line for the log about a secret that is taken: it says what to do, and no part of the secret.</summary>
internal sealed class SecretWarning(string name, SecretSource source, SecretUse use, string hint)
{
    public string Event => name;
    public string Source { get; } = source.ToString();
    public string Use { get; } = use.ToString();
    public string Hint => hint;
}
