using System.Text;
using Appliance.Json;
using Appliance.Policy;

namespace Appliance.Tokens;

/// <summary>
/// 100ms's management token, which an app's back end shows as a Bearer credential: signed with the app's secret like
/// its room tokens, with <c>"type":"management"</c> and no room, role or user.
/// </summary>
public static class ManagementToken
{
    /// <summary>The vendor's limits on its life.</summary>
    public const long LifeSecondsDefault = 7 * 86_400;
    public const long LifeSecondsMax = 14 * 86_400;

    private const int TailBytesMax = 256;

    /// <summary>Signs one.</summary>
    /// <param name="app">The app whose back end will show it.</param>
    /// <param name="key">The key of <see cref="App.TokenSecret"/>.</param>
    /// <param name="tokenId">What <see cref="TokenIds"/> made.</param>
    /// <param name="nowSeconds">The instant of issue, Unix seconds.</param>
    /// <param name="lifeSeconds">At most <see cref="LifeSecondsMax"/>.</param>
    /// <param name="destination">Gets the token; <see cref="TokenLimits.TokenBytesMax"/> bytes will do.</param>
    /// <returns>The token's length; 0 if it does not fit.</returns>
    public static int Write(
        App app, SigningKey key, ReadOnlySpan<byte> tokenId, long nowSeconds, long lifeSeconds, Span<byte> destination)
    {
        Span<byte> constant = stackalloc byte[ClaimLimits.ConstantBytesMax];
        JsonWriter claims = new(constant);
        claims.Raw("{\"access_key\":"u8);
        claims.String(Encoding.UTF8.GetBytes(app.PublicId));
        claims.Raw(",\"type\":\"management\",\"version\":2,"u8);
        TokenTemplate template = new(key, app.TokenHeader, constant.Slice(0, claims.Length));

        Span<byte> tail = stackalloc byte[TailBytesMax];
        int begun = template.BeginTail(tail);
        JsonWriter varying = new(tail.Slice(begun));
        varying.Raw("\"jti\":"u8);
        varying.String(tokenId);
        varying.Raw(",\"iat\":"u8);
        varying.Number(nowSeconds);
        varying.Raw(",\"nbf\":"u8);
        varying.Number(nowSeconds);
        varying.Raw(",\"exp\":"u8);
        varying.Number(nowSeconds + lifeSeconds);
        varying.Raw("}"u8);
        template.TryWrite(tail.Slice(0, begun + varying.Length), destination, out int tokenBytes);
        return tokenBytes;
    }

    /// <summary>The access key that a token names, to find out whose key should have signed it. Nothing else of it is
    /// believed yet.</summary>
    /// <param name="token">Anything.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="accessKey">In the scratch, decoded; empty unless the verdict is good.</param>
    public static ManagementResult ReadAccessKey(
        ReadOnlySpan<byte> token, Span<byte> scratch, out ReadOnlySpan<byte> accessKey)
    {
        accessKey = default;
        if (token.Length > TokenLimits.TokenBytesFor(scratch.Length))
            return new(ManagementVerdict.TooLong);
        int start = token.IndexOf((byte)'.') + 1;
        int end = token.LastIndexOf((byte)'.');
        if (start == 0 || end <= start
            || !TokenVerifier.TryDecode(token.Slice(start, end - start), scratch, out int length))
            return new(ManagementVerdict.Malformed);
        return ReadText(scratch.Slice(0, length), TokenClaim.AccessKey, out accessKey);
    }

    /// <summary>Whether it is the app's own, in force now, and not for longer than the vendor allows. A jti and an nbf
    /// may be left out.</summary>
    /// <param name="verifier">The app's.</param>
    /// <param name="token">Anything.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off, 0 or more.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    public static ManagementResult Check(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch)
    {
        TokenVerdict verdict = verifier.VerifyClaims(
            token, nowSeconds, leewaySeconds, scratch, out int length, out ClaimFindings findings);
        switch (verdict)
        {
            case TokenVerdict.Malformed:
                return new(ManagementVerdict.Malformed);
            case TokenVerdict.TooLong:
                return new(ManagementVerdict.TooLong);
            case TokenVerdict.BadHeader:
                return new(ManagementVerdict.BadHeader);
            case TokenVerdict.BadSignature:
                return new(ManagementVerdict.BadSignature);
        }
        if (findings.Bad != TokenClaim.None)
            return new(ManagementVerdict.BadClaim, findings.Bad);
        if (!findings.IsObject)
            return new(ManagementVerdict.BadClaims);
        ManagementResult type = ReadText(scratch.Slice(0, length), TokenClaim.Type, out ReadOnlySpan<byte> typeText);
        if (type.Verdict != ManagementVerdict.Good)
            return type;
        if (!typeText.SequenceEqual("management"u8))
            return new(ManagementVerdict.NotManagement);
        if (findings.IssuedAtSeconds is not long issuedAtSeconds)
            return new(ManagementVerdict.MissingClaim, TokenClaim.IssuedAt);
        if (findings.ExpiresAtSeconds is not long expiresAtSeconds)
            return new(ManagementVerdict.MissingClaim, TokenClaim.Expiry);
        if (verdict == TokenVerdict.Expired)
            return new(ManagementVerdict.Expired, InstantSeconds: expiresAtSeconds);
        if (verdict == TokenVerdict.NotYetValid)
            return new(ManagementVerdict.NotYetValid, InstantSeconds: findings.StartsAtSeconds);
        return new(expiresAtSeconds - issuedAtSeconds <= LifeSecondsMax + leewaySeconds
            ? ManagementVerdict.Good : ManagementVerdict.LifeTooLong);
    }

    /// <summary>A member that has to be a string, decoded where it stands: a string never grows by it.</summary>
    private static ManagementResult ReadText(Span<byte> json, TokenClaim claim, out ReadOnlySpan<byte> text)
    {
        text = default;
        JsonReader reader = new(json, TokenClaims.DepthMax);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return new(ManagementVerdict.BadClaims);
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            bool isIt = IsNamed(reader, TokenClaimNames.Of(claim));
            if (!reader.Read())
                break;
            if (isIt)
            {
                if (reader.Kind != JsonTokenKind.String)
                    return new(ManagementVerdict.BadClaim, claim);
                Span<byte> value = json[(reader.Start + 1)..(reader.End - 1)];
                reader.TryCopyString(value, out int length);
                text = value.Slice(0, length);
                return new(ManagementVerdict.Good);
            }
            if (!reader.Skip())
                break;
        }
        bool isComplete = reader.Kind == JsonTokenKind.ObjectEnd && reader.Problem == JsonProblem.None;
        return isComplete ? new(ManagementVerdict.MissingClaim, claim) : new(ManagementVerdict.BadClaims);
    }

    private static bool IsNamed(in JsonReader reader, ReadOnlySpan<byte> name)
    {
        Span<byte> decoded = stackalloc byte[16];
        return reader.TryCopyString(decoded, out int length) && name.SequenceEqual(decoded.Slice(0, length));
    }
}
