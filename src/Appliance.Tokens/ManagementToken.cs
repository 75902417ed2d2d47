using System.Buffers.Text;
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

    private const int DepthMax = 8;
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
    /// <param name="accessKey">In the scratch; empty if there is none.</param>
    public static bool TryReadAccessKey(
        ReadOnlySpan<byte> token, Span<byte> scratch, out ReadOnlySpan<byte> accessKey)
    {
        accessKey = default;
        int start = token.IndexOf((byte)'.') + 1;
        int end = token.LastIndexOf((byte)'.');
        return start > 0 && end > start && token.Length <= TokenLimits.TokenBytesMax
            && TokenVerifier.TryDecode(token.Slice(start, end - start), scratch, out int length)
            && TryFind(scratch.Slice(0, length), "access_key"u8, JsonTokenKind.String, out accessKey);
    }

    /// <summary>Whether it is the app's own, in force now, and not for longer than the vendor allows.</summary>
    /// <param name="verifier">The app's.</param>
    /// <param name="token">Anything.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off, 0 or more.</param>
    /// <param name="scratch">At least <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    public static bool IsGood(
        TokenVerifier verifier, ReadOnlySpan<byte> token, long nowSeconds, long leewaySeconds, Span<byte> scratch)
    {
        if (verifier.Verify(token, nowSeconds, leewaySeconds, scratch, out int length) != TokenVerdict.Valid)
            return false;
        ReadOnlySpan<byte> payload = scratch.Slice(0, length);
        return TryFind(payload, "type"u8, JsonTokenKind.String, out ReadOnlySpan<byte> type)
            && type.SequenceEqual("management"u8)
            && TryFindInstant(payload, "iat"u8, out long issuedAtSeconds)
            && TryFindInstant(payload, "exp"u8, out long expiresAtSeconds)
            && expiresAtSeconds - issuedAtSeconds <= LifeSecondsMax + leewaySeconds;
    }

    private static bool TryFindInstant(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out long seconds)
    {
        seconds = 0;
        return TryFind(json, name, JsonTokenKind.Number, out ReadOnlySpan<byte> digits)
            && Utf8Parser.TryParse(digits, out seconds, out int consumed) && consumed == digits.Length;
    }

    /// <summary>A member of an object, as it stands: one with escapes counts as none.</summary>
    private static bool TryFind(
        ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, JsonTokenKind kind, out ReadOnlySpan<byte> value)
    {
        value = default;
        JsonReader reader = new(json, DepthMax);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return false;
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            bool isIt = reader.Raw.SequenceEqual(name);
            if (!reader.Read())
                return false;
            if (isIt)
            {
                value = reader.Raw;
                return reader.Kind == kind && !(kind == JsonTokenKind.String && reader.HasEscapes);
            }
            if (!reader.Skip())
                return false;
        }
        return false;
    }
}
