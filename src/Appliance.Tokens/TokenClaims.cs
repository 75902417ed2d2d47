using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Appliance.Json;
using Appliance.Policy;

namespace Appliance.Tokens;

/// <summary>Reads the claims that bear on whether a token is good now (RFC 7519, section 4).</summary>
internal static class TokenClaims
{
    /// <summary>A template's, and inside it an object that a caller gave.</summary>
    private const int DepthMax = ClaimLimits.DepthMax + 8;

    /// <summary>More claims than this, or more bytes in their names, are no token of ours.</summary>
    private const int ClaimsMax = 64;
    private const int NameBytesMax = 4096;

    /// <summary>Valid, BadClaims, NotYetValid or Expired.</summary>
    /// <param name="payload">The claims set.</param>
    /// <param name="audience">The only audience that an aud may name; empty if there may be none.</param>
    /// <param name="nowSeconds">The instant of the check, Unix seconds.</param>
    /// <param name="leewaySeconds">How far the issuer's clock may be off.</param>
    [SkipLocalsInit]
    public static TokenVerdict Check(
        ReadOnlySpan<byte> payload, ReadOnlySpan<byte> audience, long nowSeconds, long leewaySeconds)
    {
        long? expiresAt = null;
        long latestStart = 0;
        JsonReader reader = new(payload, DepthMax);
        ClaimNames names = new(stackalloc byte[NameBytesMax], stackalloc int[ClaimsMax]);
        if (!reader.Read() || reader.Kind != JsonTokenKind.ObjectStart)
            return TokenVerdict.BadClaims;
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            if (!names.TryAdd(reader, out ReadOnlySpan<byte> name) || !reader.Read())
                return TokenVerdict.BadClaims;
            if (name.SequenceEqual("exp"u8))
            {
                if (!TryReadInstant(reader, out long instant))
                    return TokenVerdict.BadClaims;
                expiresAt = instant;
            }
            else if (name.SequenceEqual("nbf"u8) || name.SequenceEqual("iat"u8))
            {
                if (!TryReadInstant(reader, out long instant))
                    return TokenVerdict.BadClaims;
                latestStart = Math.Max(latestStart, instant);
            }
            else if (!IsAcceptable(name, reader, audience))
            {
                return TokenVerdict.BadClaims;
            }
            if (!reader.Skip())
                return TokenVerdict.BadClaims;
        }
        if (reader.Kind != JsonTokenKind.ObjectEnd || reader.Read() && reader.Kind != JsonTokenKind.End
            || reader.Problem != JsonProblem.None || expiresAt is null)
            return TokenVerdict.BadClaims;

        // Both sides are within the year 9999, so neither sum overflows.
        long leeway = Math.Clamp(leewaySeconds, 0, TokenLimits.InstantSecondsMax);
        if (nowSeconds >= expiresAt.Value + leeway)
            return TokenVerdict.Expired;
        return nowSeconds < latestStart - leeway ? TokenVerdict.NotYetValid : TokenVerdict.Valid;
    }

    /// <summary>
    /// A jti is a string with something in it (section 4.1.7). A token that names an audience which its app does not
    /// write is not for here (section 4.1.3).
    /// </summary>
    [SkipLocalsInit]
    private static bool IsAcceptable(ReadOnlySpan<byte> name, in JsonReader value, ReadOnlySpan<byte> audience)
    {
        if (name.SequenceEqual("jti"u8))
            return value.Kind == JsonTokenKind.String && !value.Raw.IsEmpty;
        if (!name.SequenceEqual("aud"u8))
            return true;
        Span<byte> text = stackalloc byte[ClaimLimits.ConstantBytesMax];
        return !audience.IsEmpty && value.Kind == JsonTokenKind.String
            && value.TryCopyString(text, out int length) && audience.SequenceEqual(text.Slice(0, length));
    }

    /// <summary>A NumericDate (section 2) in plain digits: we write no fractions and no exponents.</summary>
    private static bool TryReadInstant(in JsonReader value, out long seconds)
    {
        ReadOnlySpan<byte> digits = value.Raw;
        seconds = 0;
        return value.Kind == JsonTokenKind.Number && digits[0] != (byte)'-'
            && Utf8Parser.TryParse(digits, out seconds, out int consumed) && consumed == digits.Length
            && seconds <= TokenLimits.InstantSecondsMax;
    }

    /// <summary>The names seen so far, decoded: each claim comes once, however it is written.</summary>
    private ref struct ClaimNames(Span<byte> text, Span<int> ends)
    {
        private readonly Span<byte> _text = text;
        private readonly Span<int> _ends = ends;
        private int _count;

        /// <summary>False if the name was there before, or there is no room for it.</summary>
        public bool TryAdd(scoped in JsonReader reader, out ReadOnlySpan<byte> name)
        {
            name = default;
            int start = _count == 0 ? 0 : _ends[_count - 1];
            if (_count == _ends.Length || !reader.TryCopyString(_text.Slice(start), out int length))
                return false;
            name = _text.Slice(start, length);
            for (int i = 0, other = 0; i < _count; other = _ends[i++])
            {
                if (name.SequenceEqual(_text[other.._ends[i]]))
                    return false;
            }
            _ends[_count++] = start + length;
            return true;
        }
    }
}
