using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>An app with its keys: what the endpoints need of it, made once and shared by all threads.</summary>
public sealed class Tenant(App app, SigningKey tokenKey, Credential? apiKey)
{
    public App App { get; } = app;

    public TokenIssuer Issuer { get; } = new(app, tokenKey);

    public TokenVerifier Verifier { get; } = new(app, tokenKey);

    /// <summary>What the app's back end shows, where the API asks for it (EnableX).</summary>
    public Credential? ApiKey { get; } = apiKey;

    internal Cors Cors { get; } = app.TokenEndpoint.Enabled ? new(app.TokenEndpoint.AllowedOrigins) : Cors.Everyone;

    /// <summary>What its LiveKit endpoint knows beforehand; null unless it has one that is on.</summary>
    internal LiveKitDefaults? LiveKit { get; } = LiveKitDefaults.Of(app);
}
