using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Appliance.Json;

/// <summary>A JSON string's content without quotes: escapes (RFC 8259, section 7) and UTF-8 (RFC 3629).</summary>
public static class JsonString
{
    /// <summary>
    /// Decodes escapes. The input must have been validated by <see cref="JsonReader"/>. False if the destination is too
    /// small; a decoded string is never longer than its input.
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> destination, out int written)
    {
        written = 0;
        int at = 0;
        while (at < escaped.Length)
        {
            int backslash = escaped.Slice(at).IndexOf((byte)'\\');
            int plain = backslash < 0 ? escaped.Length - at : backslash;
            if (destination.Length - written < plain)
                return false;
            escaped.Slice(at, plain).CopyTo(destination.Slice(written));
            written += plain;
            at += plain;
            if (backslash < 0)
                break;
            int scalar = DecodeEscape(escaped.Slice(at), out int length);
            if (!TryEncode(scalar, destination.Slice(written), out int encoded))
                return false;
            written += encoded;
            at += length;
        }
        return true;
    }

    /// <summary>The index of the first byte from <paramref name="at"/> on that is a quote, a backslash, a control
    /// character or not ASCII.</summary>
    internal static int SkipPlain(ReadOnlySpan<byte> text, int at)
    {
        for (; text.Length - at >= sizeof(ulong); at += sizeof(ulong))
        {
            ulong flags = NotPlain(BinaryPrimitives.ReadUInt64LittleEndian(text.Slice(at)));
            if (flags == 0)
                continue;
#if NET
            return at + (System.Numerics.BitOperations.TrailingZeroCount(flags) >> 3);
#else
            break;
#endif
        }
        while (at < text.Length && text[at] is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\'))
            at++;
        return at;
    }

    /// <summary>Checks eight bytes: sets the high bit of the lowest byte that is not plain. Bits above it may be wrong,
    /// because subtractions borrow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NotPlain(ulong bytes)
    {
        const ulong Ones = 0x0101_0101_0101_0101;
        const ulong HighBits = 0x80 * Ones;
        ulong quotes = bytes ^ '"' * Ones;
        ulong backslashes = bytes ^ '\\' * Ones;
        return (bytes | (bytes - 0x20 * Ones) | (quotes - Ones) | (backslashes - Ones)) & HighBits;
    }

    /// <summary>Checks the escape that starts at a backslash. <paramref name="length"/> is its length in bytes, for a
    /// surrogate pair that of both halves.</summary>
    internal static JsonError CheckEscape(ReadOnlySpan<byte> text, out int length)
    {
        length = 2;
        if (text.Length < 2)
            return JsonError.Incomplete;
        if (text[1] != (byte)'u')
            return SimpleEscape(text[1]) < 0 ? JsonError.BadEscape : JsonError.None;
        length = 6;
        JsonError error = CheckHex4(text, out int unit);
        if (error != JsonError.None)
            return error;
        if (unit is < 0xD800 or > 0xDFFF)
            return JsonError.None;
        if (unit >= 0xDC00)
            return JsonError.LoneSurrogate;
        length = 12;
        ReadOnlySpan<byte> second = text.Slice(6);
        if (second.Length >= 1 && second[0] != (byte)'\\' || second.Length >= 2 && second[1] != (byte)'u')
            return JsonError.LoneSurrogate;
        error = CheckHex4(second, out int low);
        if (error != JsonError.None)
            return error;
        return low is >= 0xDC00 and <= 0xDFFF ? JsonError.None : JsonError.LoneSurrogate;
    }

    /// <summary>Checks the UTF-8 sequence at the start of the text (RFC 3629, section 4);
    /// <paramref name="length"/> is its length in bytes. A truncated sequence that is valid so far is
    /// <see cref="JsonError.Incomplete"/>.</summary>
    internal static JsonError CheckUtf8(ReadOnlySpan<byte> text, out int length)
    {
        byte first = text[0];
        length = first switch
        {
            < 0x80 => 1,
            >= 0xC2 and <= 0xDF => 2,
            >= 0xE0 and <= 0xEF => 3,
            >= 0xF0 and <= 0xF4 => 4,
            _ => 0,
        };
        if (length == 0)
            return JsonError.BadUtf8;
        for (int i = 1; i < length; i++)
        {
            if (i == text.Length)
                return JsonError.Incomplete;
            // The range of the second byte excludes overlong forms, surrogates and values beyond U+10FFFF.
            (byte min, byte max) = i > 1 ? ((byte)0x80, (byte)0xBF) : first switch
            {
                0xE0 => ((byte)0xA0, (byte)0xBF),
                0xED => ((byte)0x80, (byte)0x9F),
                0xF0 => ((byte)0x90, (byte)0xBF),
                0xF4 => ((byte)0x80, (byte)0x8F),
                _ => ((byte)0x80, (byte)0xBF),
            };
            if (text[i] < min || text[i] > max)
                return JsonError.BadUtf8;
        }
        return JsonError.None;
    }

    private static JsonError CheckHex4(ReadOnlySpan<byte> text, out int unit)
    {
        unit = 0;
        for (int i = 2; i < 6; i++)
        {
            if (i >= text.Length)
                return JsonError.Incomplete;
            int digit = HexDigit(text[i]);
            if (digit < 0)
                return JsonError.BadEscape;
            unit = unit << 4 | digit;
        }
        return JsonError.None;
    }

    private static int DecodeEscape(ReadOnlySpan<byte> text, out int length)
    {
        length = 2;
        if (text[1] != (byte)'u')
            return SimpleEscape(text[1]);
        length = 6;
        CheckHex4(text, out int unit);
        if (unit is < 0xD800 or > 0xDBFF)
            return unit;
        length = 12;
        CheckHex4(text.Slice(6), out int low);
        return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }

    private static int SimpleEscape(byte letter) => letter switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => letter,
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => -1,
    };

    private static int HexDigit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    private static bool TryEncode(int scalar, Span<byte> destination, out int length)
    {
        length = scalar switch { < 0x80 => 1, < 0x800 => 2, < 0x10000 => 3, _ => 4 };
        if (destination.Length < length)
            return false;
        for (int i = length - 1; i > 0; i--)
        {
            destination[i] = (byte)(0x80 | scalar & 0x3F);
            scalar >>= 6;
        }
        destination[0] = length == 1 ? (byte)scalar : (byte)(0xF00 >> length & 0xFF | scalar);
        return true;
    }
}
