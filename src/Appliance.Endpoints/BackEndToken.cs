using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>A kind of signed token that a vendor's back ends present as Bearer credentials (RFC 6750).</summary>
public abstract class BackEndToken
{
    /// <summary>A noun for sentences: for example "a management token".</summary>
    public abstract string Noun { get; }

    /// <summary>A requirement that follows the noun; empty or with a leading space.</summary>
    internal virtual string Requirement => "";

    /// <summary>The claim that names the app by its public id.</summary>
    public abstract TokenClaim AppIdClaim { get; }

    internal string AppIdClaimName => Encoding.ASCII.GetString(TokenClaimNames.Of(AppIdClaim));

    /// <summary>The lifetime of a token that the verb token prints; 0 if it prints none of this kind.</summary>
    public virtual long LifetimeSecondsDefault => 0;

    /// <summary>The longest lifetime that <see cref="Check"/> accepts.</summary>
    public virtual long LifetimeSecondsMax => long.MaxValue;

    /// <summary>The claims between the app's id and those that every token has: JSON from one comma to another.
    /// </summary>
    private protected abstract ReadOnlySpan<byte> OtherClaims { get; }

    /// <summary>The sentence for a token whose <see cref="AppIdClaim"/> names no app that accepts it, ASCII.</summary>
    internal abstract ReadOnlySpan<byte> UnknownAppSentence { get; }

    /// <summary>The end of the sentence about a missing claim, after its name, ASCII.</summary>
    internal abstract ReadOnlySpan<byte> MissingClaimSentenceEnd { get; }

    /// <summary>Whether the app accepts such tokens.</summary>
    /// <param name="app">An app of the vendor's API.</param>
    public virtual bool IsAcceptedFor(App app) => true;

    /// <summary>Signs a token that is valid for all rooms.</summary>
    /// <param name="app">The app whose back end will present it.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <param name="tokenId">The jti, from <see cref="TokenIds"/>.</param>
    /// <param name="nowSeconds">Time of issue, Unix seconds.</param>
    /// <param name="lifetimeSeconds">At most <see cref="LifetimeSecondsMax"/>.</param>
    /// <param name="destination">Receives the token; <see cref="TokenLimits.TokenBytesMax"/> bytes suffice.</param>
    /// <returns>The token's length; 0 if it does not fit.</returns>
    public int Write(
        App app, SigningKey key, ReadOnlySpan<byte> tokenId, long nowSeconds, long lifetimeSeconds,
        Span<byte> destination)
    {
        Span<byte> constant = stackalloc byte[ClaimLimits.ConstantBytesMax];
        JsonWriter claims = new(constant);
        claims.Raw("{"u8);
        claims.String(TokenClaimNames.Of(AppIdClaim));
        claims.Raw(":"u8);
        claims.String(Encoding.UTF8.GetBytes(app.PublicId));
        claims.Raw(OtherClaims);
        return BearerToken.Sign(
            app, key, constant[..claims.Length], tokenId, nowSeconds, lifetimeSeconds, destination);
    }

    /// <summary>Checks that the app's key signed it, that it is a back end's credential, and that it is currently
    /// valid.</summary>
    /// <param name="verifier">The verifier of the app.</param>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="nowSeconds">Current time, Unix seconds.</param>
    /// <param name="leewaySeconds">Tolerated clock skew of the issuer, 0 or more.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="room">The only room that the credential is valid for, decoded, in the scratch; empty if it is valid
    /// for all rooms.</param>
    internal abstract BearerResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch,
        out ReadOnlySpan<byte> room);
}
