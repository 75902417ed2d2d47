using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// The 100ms management token, which an app's back end presents as a Bearer credential. It is signed with the app's
/// secret like its room tokens, and has <c>"type":"management"</c> and no room, role or user.
/// </summary>
public static class ManagementToken
{
    /// <summary>Lifetimes specified by the vendor.</summary>
    public const long LifetimeSecondsDefault = 7 * 86_400;
    public const long LifetimeSecondsMax = 14 * 86_400;

    /// <summary>Signs a management token.</summary>
    /// <param name="app">The app whose back end will present it.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <param name="tokenId">The jti, from <see cref="TokenIds"/>.</param>
    /// <param name="nowSeconds">Time of issue, Unix seconds.</param>
    /// <param name="lifetimeSeconds">At most <see cref="LifetimeSecondsMax"/>.</param>
    /// <param name="destination">Receives the token; <see cref="TokenLimits.TokenBytesMax"/> bytes suffice.</param>
    /// <returns>The token's length; 0 if it does not fit.</returns>
    public static int Write(
        App app, SigningKey key, ReadOnlySpan<byte> tokenId, long nowSeconds, long lifetimeSeconds,
        Span<byte> destination)
    {
        Span<byte> constant = stackalloc byte[ClaimLimits.ConstantBytesMax];
        JsonWriter claims = new(constant);
        claims.Raw("{\"access_key\":"u8);
        claims.String(Encoding.UTF8.GetBytes(app.PublicId));
        claims.Raw(",\"type\":\"management\",\"version\":2,"u8);
        return BearerToken.Sign(
            app, key, constant.Slice(0, claims.Length), tokenId, nowSeconds, lifetimeSeconds, destination);
    }

    /// <summary>
    /// Reads the access key of a token, which selects the key to verify it with. The signature is not verified yet, so
    /// no other claim may be trusted.
    /// </summary>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="accessKey">The decoded access key, in the scratch; empty unless the verdict is Valid.</param>
    public static BearerResult ReadAccessKey(
        ReadOnlySpan<byte> token, Span<byte> scratch, out ReadOnlySpan<byte> accessKey)
    {
        accessKey = default;
        BearerResult read = BearerToken.DecodePayload(token, scratch, out int length);
        return read.Verdict == BearerVerdict.Valid
            ? BearerToken.ReadText(scratch.Slice(0, length), TokenClaim.AccessKey, out accessKey) : read;
    }

    /// <summary>
    /// Checks that the app's key signed it, that it is currently valid and that its lifetime is within the vendor's
    /// limit. jti and nbf are optional.
    /// </summary>
    /// <param name="verifier">The verifier of the app.</param>
    /// <param name="token">Untrusted bytes.</param>
    /// <param name="nowSeconds">Current time, Unix seconds.</param>
    /// <param name="leewaySeconds">Tolerated clock skew of the issuer, 0 or more.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    public static BearerResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch)
    {
        BearerResult verified = BearerToken.Verify(
            verifier, token, nowSeconds, leewaySeconds, scratch,
            out int length, out ClaimFindings findings, out TokenVerdict verdict);
        if (verified.Verdict != BearerVerdict.Valid)
            return verified;
        BearerResult type =
            BearerToken.ReadText(scratch.Slice(0, length), TokenClaim.Type, out ReadOnlySpan<byte> typeText);
        if (type.Verdict != BearerVerdict.Valid)
            return type;
        if (!typeText.SequenceEqual("management"u8))
            return new(BearerVerdict.NotManagement);
        if (findings.IssuedAtSeconds is not long issuedAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.IssuedAt);
        if (findings.ExpiresAtSeconds is not long expiresAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.Expiry);
        BearerResult instants = BearerToken.CheckValidityPeriod(verdict, findings);
        if (instants.Verdict != BearerVerdict.Valid)
            return instants;
        return new(expiresAtSeconds - issuedAtSeconds <= LifetimeSecondsMax + leewaySeconds
            ? BearerVerdict.Valid : BearerVerdict.LifetimeTooLong);
    }
}
