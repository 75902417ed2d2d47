using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Appliance.Json;

/// <summary>
/// Writes JSON text into a caller's buffer. Strings are written in printable ASCII without <c>&gt; ? ~</c>; all other
/// characters are escaped. The base64url of such a text contains no <c>-</c> and no <c>_</c>, so clients can decode a
/// token's payload with <c>atob</c>, which expects plain base64. The writer never throws: if the buffer is too small,
/// it sets <see cref="Overflowed"/> and drops the rest.
/// </summary>
public ref struct JsonWriter(Span<byte> destination)
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}"u8);

    /// <summary>Unix seconds have ten digits from 2001 until 2286.</summary>
    private const int InstantDigits = 10;
    private const long InstantMin = 1_000_000_000;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    /// <summary>Appends JSON text as it is: punctuation, literals, numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        if (!json.TryCopyTo(_destination[Length..]))
            Overflow();
        else
            Length += json.Length;
    }

    /// <summary>Appends a decimal integer.</summary>
    public void Number(long value)
    {
        Span<byte> space = _destination[Length..];
        if (value is >= InstantMin and <= uint.MaxValue && space.Length >= InstantDigits)
            WriteInstant((uint)value, space);
        else if (Utf8Formatter.TryFormat(value, space, out int written))
            Length += written;
        else
            Overflow();
    }

    /// <summary>Writes ten digits: two one by one, and eight in parallel in one word (SWAR).</summary>
    private void WriteInstant(uint value, Span<byte> space)
    {
        const ulong EveryFourth = 0x0000_0001_0000_0001;
        const ulong EverySecond = 0x0001_0001_0001_0001;
        const ulong Zeros = 0x3030_3030_3030_3030;
        uint pair = value / 100_000_000;
        uint eight = value - 100_000_000 * pair;
        uint tens = pair * 103 >> 10;
        space[0] = (byte)('0' + tens);
        space[1] = (byte)('0' + pair - 10 * tens);
        // Splits into halves of four digits, then quarters of two, then digits; the first digit is in the lowest byte.
        // A product with a reciprocal stays within its part; the mask removes bits shifted into the part below.
        ulong fours = eight / 10_000 | (ulong)(eight % 10_000) << 32;
        ulong hundreds = fours * 10_486 >> 20 & 0x7F * EveryFourth;
        ulong twos = hundreds | fours - 100 * hundreds << 16;
        ulong tensOfTwos = twos * 103 >> 10 & 0xF * EverySecond;
        ulong digits = tensOfTwos | twos - 10 * tensOfTwos << 8;
        BinaryPrimitives.WriteUInt64LittleEndian(space[2..], Zeros + digits);
        Length += InstantDigits;
    }

    /// <summary>Appends UTF-8 text as a string, quoted and escaped. Invalid UTF-8 becomes U+FFFD.</summary>
    public void String(scoped ReadOnlySpan<byte> utf8)
    {
        Span<byte> space = _destination[Length..];
        if (space.Length < utf8.Length + 2 || utf8.ContainsAnyExcept(Plain))
        {
            WriteEscapedString(utf8);
            return;
        }
        space[0] = (byte)'"';
        utf8.CopyTo(space[1..]);
        space[utf8.Length + 1] = (byte)'"';
        Length += utf8.Length + 2;
    }

    private void WriteEscapedString(scoped ReadOnlySpan<byte> utf8)
    {
        Raw("\""u8);
        while (!utf8.IsEmpty)
        {
            int plain = utf8.IndexOfAnyExcept(Plain);
            if (plain < 0)
                plain = utf8.Length;
            Raw(utf8[..plain]);
            utf8 = utf8[plain..];
            if (utf8.IsEmpty)
                break;
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            Escape(rune);
            utf8 = utf8[consumed..];
        }
        Raw("\""u8);
    }

    private void Escape(Rune rune)
    {
        switch (rune.Value)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            default:
                Span<char> units = stackalloc char[2];
                foreach (char unit in units[..rune.EncodeToUtf16(units)])
                    EscapeUnit(unit);
                break;
        }
    }

    private void EscapeUnit(char unit)
    {
        ReadOnlySpan<byte> hex = "0123456789abcdef"u8;
        Raw([(byte)'\\', (byte)'u', hex[unit >> 12], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]]);
    }

    private void Overflow()
    {
        Overflowed = true;
        Length = _destination.Length;
    }
}
