using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Details that <see cref="TokenClaims.Check"/> found.</summary>
public struct ClaimFindings
{
    /// <summary>The claims are a complete JSON object.</summary>
    public bool IsObject;

    /// <summary>The first claim with an invalid value; later claims were not read.</summary>
    public TokenClaim Bad;

    /// <summary>Unix seconds, exp rounded down, iat and nbf rounded up; null if the claim is absent.</summary>
    public long? ExpiresAtSeconds;
    public long? IssuedAtSeconds;
    public long? NotBeforeSeconds;

    /// <summary>The later of iat and nbf: the first second at which the token is valid.</summary>
    public readonly long StartsAtSeconds => Math.Max(IssuedAtSeconds ?? 0, NotBeforeSeconds ?? 0);
}

/// <summary>Checks the claims that determine whether a token is currently valid (RFC 7519, section 4).</summary>
internal static class TokenClaims
{
    /// <summary>Depth of a claims template plus an object from a caller inside it.</summary>
    public const int DepthMax = ClaimLimits.DepthMax + 8;

    /// <summary>Limit on the total length of the claims' names.</summary>
    private const int NameBytesMax = 4096;

    /// <summary>Returns Valid, BadClaims, NotYetValid or Expired.</summary>
    /// <param name="payload">The claims set, JSON.</param>
    /// <param name="audience">The only accepted aud; empty if aud must be absent.</param>
    /// <param name="nowSeconds">Current time, Unix seconds.</param>
    /// <param name="leewaySeconds">Tolerated clock skew of the issuer.</param>
    /// <param name="findings">Complete unless the verdict is BadClaims.</param>
    [SkipLocalsInit]
    public static TokenVerdict Check(
        ReadOnlySpan<byte> payload, ReadOnlySpan<byte> audience, long nowSeconds, long leewaySeconds,
        out ClaimFindings findings)
    {
        findings = default;
        JsonReader reader = new(payload, DepthMax);
        SeenNames names = new(stackalloc byte[NameBytesMax], stackalloc int[ClaimLimits.ClaimsMax]);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return TokenVerdict.BadClaims;
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            if (!names.TryAdd(reader, out ReadOnlySpan<byte> name) || !reader.Read())
                return TokenVerdict.BadClaims;
            findings.Bad = ReadClaim(name, reader, audience, ref findings);
            if (findings.Bad != TokenClaim.None || !reader.Skip())
                return TokenVerdict.BadClaims;
        }
        findings.IsObject = reader.Kind == JsonTokenKind.ObjectEnd && reader.Read()
            && reader.Kind == JsonTokenKind.End;
        if (!findings.IsObject || findings.ExpiresAtSeconds is null)
            return TokenVerdict.BadClaims;

        // Both operands are at most the end of the year 9999, so the sum cannot overflow.
        long leeway = Math.Clamp(leewaySeconds, 0, TokenLimits.InstantSecondsMax);
        if (nowSeconds >= findings.ExpiresAtSeconds.Value + leeway)
            return TokenVerdict.Expired;
        return nowSeconds < findings.StartsAtSeconds - leeway ? TokenVerdict.NotYetValid : TokenVerdict.Valid;
    }

    /// <summary>
    /// Reads one claim and returns it if its value is invalid. Times are rounded so that the token is valid no earlier
    /// and no longer than it claims. A jti must be a non-empty string (section 4.1.7).
    /// </summary>
    private static TokenClaim ReadClaim(
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

    /// <summary>A token with an audience other than the app's is for another recipient (section 4.1.3).</summary>
    [SkipLocalsInit]
    private static bool IsAudience(in JsonReader value, ReadOnlySpan<byte> audience)
    {
        Span<byte> text = stackalloc byte[ClaimLimits.ConstantBytesMax];
        return !audience.IsEmpty && value.Kind == JsonTokenKind.String
            && value.TryCopyString(text, out int length) && audience.SequenceEqual(text.Slice(0, length));
    }
}
