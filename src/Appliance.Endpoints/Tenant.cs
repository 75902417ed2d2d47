using System.Buffers.Binary;
using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>An app with its keys: what the endpoints need of it, made once and shared by all threads.</summary>
/// <param name="app">The app.</param>
/// <param name="tokenKey">The key that signs its tokens.</param>
/// <param name="apiKey">The key that its back end shows (appKey); null if it has none.</param>
/// <param name="previousTokenKey">The key that signed its tokens until a rotation; null if there is none.</param>
public sealed class Tenant(App app, SigningKey tokenKey, Credential? apiKey, SigningKey? previousTokenKey = null)
{
    /// <summary>An app's name and a jti.</summary>
    private const int LedgerNameBytesMax = 512;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(app.Name);

    public App App { get; } = app;

    public TokenIssuer Issuer { get; } = new(app, tokenKey);

    public TokenVerifier Verifier { get; } = new(app, tokenKey, previousTokenKey);

    /// <summary>What the app's back end shows as Basic credentials; null if the app has no appKey.</summary>
    public Credential? ApiKey { get; } = apiKey;

    /// <summary>Whether access tokens of its own key are credentials (<see cref="LiveKitAccessToken"/>).</summary>
    internal bool AcceptsAccessTokens { get; } =
        app.Api == TokenApi.LiveKit && app.Dialect == LiveKitAccessToken.Dialect;

    internal Cors Cors { get; } = app.TokenEndpoint.Enabled ? new(app.TokenEndpoint.AllowedOrigins) : Cors.AnyOrigin;

    /// <summary>Whose pages may read tokens for room codes, be there an endpoint without credentials or not.</summary>
    internal Cors CodeCors { get; } = new(app.TokenEndpoint.AllowedOrigins);

    /// <summary>What its LiveKit endpoint knows beforehand; null unless it has one that is on.</summary>
    internal LiveKitDefaults? LiveKit { get; } = LiveKitDefaults.Of(app);

    /// <summary>What the ledger calls a token.</summary>
    internal LedgerKey LedgerKeyOf(ReadOnlySpan<byte> tokenId)
    {
        Span<byte> named = stackalloc byte[LedgerNameBytesMax];
        JsonWriter writer = new(named);
        writer.String(_name);
        writer.Raw(tokenId);
        Span<byte> digest = stackalloc byte[Sha256.DigestBytes];
        Sha256.Hash(named[..writer.Length], digest);
        return new(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }
}
