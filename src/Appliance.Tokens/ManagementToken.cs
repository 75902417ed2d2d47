using System.Text;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>
/// 100ms's management token, which an app's back end shows as a Bearer credential: signed with the app's secret like
/// its room tokens, with <c>"type":"management"</c> and no room, role or user.
/// </summary>
public static class ManagementToken
{
    /// <summary>The vendor's limits on its life.</summary>
    public const long LifetimeSecondsDefault = 7 * 86_400;
    public const long LifetimeSecondsMax = 14 * 86_400;

    /// <summary>Signs one.</summary>
    /// <param name="app">The app whose back end will show it.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <param name="tokenId">What <see cref="TokenIds"/> made.</param>
    /// <param name="nowSeconds">The instant of issue, Unix seconds.</param>
    /// <param name="lifetimeSeconds">At most <see cref="LifetimeSecondsMax"/>.</param>
    /// <param name="destination">Gets the token; <see cref="TokenLimits.TokenBytesMax"/> bytes will do.</param>
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

    /// <summary>The access key that a token names, to find the key that should have signed it. The signature is not
    /// checked yet, so nothing else of it is believed.</summary>
    /// <param name="token">Anything.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="accessKey">In the scratch, decoded; empty unless the verdict is good.</param>
    public static BearerResult ReadAccessKey(
        ReadOnlySpan<byte> token, Span<byte> scratch, out ReadOnlySpan<byte> accessKey)
    {
        accessKey = default;
        BearerResult read = BearerToken.DecodePayload(token, scratch, out int length);
        return read.Verdict == BearerVerdict.Good
            ? BearerToken.ReadText(scratch.Slice(0, length), TokenClaim.AccessKey, out accessKey) : read;
    }

    /// <summary>Whether it is the app's own, in force now, and not for longer than the vendor allows. A jti and an nbf
    /// may be left out.</summary>
    /// <param name="verifier">The app's.</param>
    /// <param name="token">Anything.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off, 0 or more.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    public static BearerResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch)
    {
        BearerResult verified = BearerToken.Verify(
            verifier, token, nowSeconds, leewaySeconds, scratch,
            out int length, out ClaimFindings findings, out TokenVerdict verdict);
        if (verified.Verdict != BearerVerdict.Good)
            return verified;
        BearerResult type =
            BearerToken.ReadText(scratch.Slice(0, length), TokenClaim.Type, out ReadOnlySpan<byte> typeText);
        if (type.Verdict != BearerVerdict.Good)
            return type;
        if (!typeText.SequenceEqual("management"u8))
            return new(BearerVerdict.NotManagement);
        if (findings.IssuedAtSeconds is not long issuedAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.IssuedAt);
        if (findings.ExpiresAtSeconds is not long expiresAtSeconds)
            return new(BearerVerdict.MissingClaim, TokenClaim.Expiry);
        BearerResult instants = BearerToken.CheckValidityPeriod(verdict, findings);
        if (instants.Verdict != BearerVerdict.Good)
            return instants;
        return new(expiresAtSeconds - issuedAtSeconds <= LifetimeSecondsMax + leewaySeconds
            ? BearerVerdict.Good : BearerVerdict.LifetimeTooLong);
    }
}
