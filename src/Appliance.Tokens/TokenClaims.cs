using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>What <see cref="TokenClaims.Check"/> found on its way to a verdict.</summary>
internal struct ClaimFindings
{
    /// <summary>The claims are one JSON object, read to its end.</summary>
    public bool IsObject;

    /// <summary>The claim whose value is not acceptable; what comes behind it was not read.</summary>
    public TokenClaim Bad;

    /// <summary>Unix seconds, exp rounded down and the others up; null if the claim is not there.</summary>
    public long? ExpiresAtSeconds;
    public long? IssuedAtSeconds;
    public long? NotBeforeSeconds;

    /// <summary>The first second at which neither iat nor nbf is still to come.</summary>
    public readonly long StartsAtSeconds => Math.Max(IssuedAtSeconds ?? 0, NotBeforeSeconds ?? 0);
}

/// <summary>Reads the claims that bear on whether a token is good now (RFC 7519, section 4).</summary>
internal static class TokenClaims
{
    /// <summary>A template's, and inside it an object that a caller gave.</summary>
    public const int DepthMax = ClaimLimits.DepthMax + 8;

    /// <summary>More claims than this, or more bytes in their names, are refused.</summary>
    private const int ClaimsMax = 64;
    private const int NameBytesMax = 4096;

    /// <summary>Valid, BadClaims, NotYetValid or Expired.</summary>
    /// <param name="payload">The claims set.</param>
    /// <param name="audience">The only audience that an aud may name; empty if there may be none.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off.</param>
    /// <param name="findings">Complete unless the verdict is BadClaims.</param>
    [SkipLocalsInit]
    public static TokenVerdict Check(
        ReadOnlySpan<byte> payload, ReadOnlySpan<byte> audience, long nowSeconds, long leewaySeconds,
        out ClaimFindings findings)
    {
        findings = default;
        JsonReader reader = new(payload, DepthMax);
        SeenNames names = new(stackalloc byte[NameBytesMax], stackalloc int[ClaimsMax]);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return TokenVerdict.BadClaims;
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            if (!names.TryAdd(reader, out ReadOnlySpan<byte> name) || !reader.Read())
                return TokenVerdict.BadClaims;
            findings.Bad = Take(name, reader, audience, ref findings);
            if (findings.Bad != TokenClaim.None || !reader.Skip())
                return TokenVerdict.BadClaims;
        }
        findings.IsObject = reader.Kind == JsonTokenKind.ObjectEnd && reader.Read()
            && reader.Kind == JsonTokenKind.End;
        if (!findings.IsObject || findings.ExpiresAtSeconds is null)
            return TokenVerdict.BadClaims;

        // Both sides are within the year 9999, so neither sum overflows.
        long leeway = Math.Clamp(leewaySeconds, 0, TokenLimits.InstantSecondsMax);
        if (nowSeconds >= findings.ExpiresAtSeconds.Value + leeway)
            return TokenVerdict.Expired;
        return nowSeconds < findings.StartsAtSeconds - leeway ? TokenVerdict.NotYetValid : TokenVerdict.Valid;
    }

    /// <summary>
    /// Takes one claim; returns it if its value is not acceptable. An instant is rounded so that the token is good no
    /// earlier and no longer than it says. A jti is a string that is not empty (section 4.1.7).
    /// </summary>
    private static TokenClaim Take(
        ReadOnlySpan<byte> name, in JsonReader value, ReadOnlySpan<byte> audience, ref ClaimFindings findings)
    {
        long instant = 0;
        bool isNumber = value.Kind == JsonTokenKind.Number;
        if (name.SequenceEqual("exp"u8))
        {
            if (!isNumber || !NumericDate.TryRoundDown(value.Raw, out instant))
                return TokenClaim.Expiry;
            findings.ExpiresAtSeconds = instant;
        }
        else if (name.SequenceEqual("iat"u8))
        {
            if (!isNumber || !NumericDate.TryRoundUp(value.Raw, out instant))
                return TokenClaim.IssuedAt;
            findings.IssuedAtSeconds = instant;
        }
        else if (name.SequenceEqual("nbf"u8))
        {
            if (!isNumber || !NumericDate.TryRoundUp(value.Raw, out instant))
                return TokenClaim.NotBefore;
            findings.NotBeforeSeconds = instant;
        }
        else if (name.SequenceEqual("jti"u8))
        {
            return value.Kind == JsonTokenKind.String && !value.Raw.IsEmpty ? TokenClaim.None : TokenClaim.TokenId;
        }
        else if (name.SequenceEqual("aud"u8))
        {
            return IsAudience(value, audience) ? TokenClaim.None : TokenClaim.Audience;
        }
        return TokenClaim.None;
    }

    /// <summary>A token that names an audience which its app does not write is not for here (section 4.1.3).</summary>
    [SkipLocalsInit]
    private static bool IsAudience(in JsonReader value, ReadOnlySpan<byte> audience)
    {
        Span<byte> text = stackalloc byte[ClaimLimits.ConstantBytesMax];
        return !audience.IsEmpty && value.Kind == JsonTokenKind.String
            && value.TryCopyString(text, out int length) && audience.SequenceEqual(text.Slice(0, length));
    }
}
