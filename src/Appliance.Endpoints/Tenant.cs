using System.Buffers.Binary;
using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>An app with its keys and everything the endpoints derive from them. Immutable, shared by all threads.
/// </summary>
/// <param name="app">The app.</param>
/// <param name="tokenKey">The key that signs its tokens.</param>
/// <param name="apiKey">The key that its back end presents (appKey); null if the app has none.</param>
/// <param name="vendor">The API that issues the app's tokens; null if it has no API.</param>
/// <param name="previousTokenKey">The signing key before the last rotation; null if none is configured.</param>
public sealed class Tenant(
    App app, SigningKey tokenKey, Credential? apiKey, VendorApi? vendor, SigningKey? previousTokenKey = null)
{
    /// <summary>An app's name and a jti.</summary>
    private const int LedgerNameBytesMax = 512;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(app.Name);

    public App App { get; } = app;

    public VendorApi? Vendor => vendor;

    public TokenIssuer Issuer { get; } = new(app, tokenKey);

    public TokenVerifier Verifier { get; } = new(app, tokenKey, previousTokenKey);

    /// <summary>The key of the back end's Basic credentials; null if the app has no appKey.</summary>
    public Credential? ApiKey { get; } = apiKey;

    internal Cors Cors { get; } = app.TokenEndpoint.Enabled ? new(app.TokenEndpoint.AllowedOrigins) : Cors.AnyOrigin;

    /// <summary>For tokens of room codes, also if the token endpoint without credentials is off.</summary>
    internal Cors CodeCors { get; } = new(app.TokenEndpoint.AllowedOrigins);

    /// <summary>Derived from the app for the API's endpoints: see <see cref="VendorApi.Precompute"/>.</summary>
    internal object? Precomputed { get; } = vendor?.Precompute(app);

    /// <summary>The ledger's key of a token.</summary>
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
