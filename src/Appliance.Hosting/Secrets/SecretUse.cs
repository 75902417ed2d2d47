using Appliance.PolicyModel;

namespace Appliance.Hosting.Secrets;

/// <summary>The app and the purpose that a secret is used for.</summary>
internal sealed class SecretUse(App app, string purpose, bool isApiKey)
{
    public App App => app;
    public bool IsApiKey => isApiKey;

    /// <summary>The previous use of the same secret.</summary>
    public SecretUse? Earlier { get; set; }

    public override string ToString() => $"{purpose} of app {app.Name}";
}

/// <summary>A log line about a secret that is accepted: a hint, and no part of the secret.</summary>
internal sealed class SecretWarning(string name, SecretSource source, SecretUse use, string hint)
{
    public string Event => name;
    public string Source { get; } = source.ToString();
    public string Use { get; } = use.ToString();
    public string Hint => hint;
}
