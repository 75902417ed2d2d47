using Appliance.PolicyModel;

namespace Appliance.Hosting.Secrets;

/// <summary>The app and the purpose that a secret is used for.</summary>
/// <param name="app">The app.</param>
/// <param name="member">The member of the app that names the source.</param>
/// <param name="purpose">As in sentences.</param>
internal sealed class SecretUse(App app, string member, string purpose)
{
    /// <summary>The member of an app with the source of its API key.</summary>
    public const string ApiKeyMember = "appKey";

    public App App => app;
    public string Member => member;
    public bool IsApiKey => member == ApiKeyMember;

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
