using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Appliance.Json;

/// <summary>
/// Writes JSON text into a caller's buffer. Strings come out in printable ASCII without <c>&gt; ? ~</c>, everything
/// else escaped: the base64url of such a text has no <c>-</c> and no <c>_</c>, so that clients that decode a token's
/// payload with plain <c>atob</c> read it right. A buffer that is too small sets <see cref="Overflowed"/> and
/// swallows what follows; nothing is thrown.
/// </summary>
public ref struct JsonWriter(Span<byte> destination)
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}"u8);

    /// <summary>The instants of now and of the next decades, in Unix seconds, have ten digits.</summary>
    private const int InstantDigits = 10;
    private const long InstantLeast = 1_000_000_000;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public bool Overflowed { get; private set; }

    /// <summary>Appends text that is JSON already: punctuation, literals, numbers.</summary>
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
        Span<byte> room = _destination[Length..];
        if (value is >= InstantLeast and <= uint.MaxValue && room.Length >= InstantDigits)
            WriteInstant((uint)value, room);
        else if (Utf8Formatter.TryFormat(value, room, out int written))
            Length += written;
        else
            Overflow();
    }

    /// <summary>Ten digits: two, and eight side by side in one word.</summary>
    private void WriteInstant(uint value, Span<byte> room)
    {
        const ulong EveryFourth = 0x0000_0001_0000_0001;
        const ulong EverySecond = 0x0001_0001_0001_0001;
        const ulong Zeros = 0x3030_3030_3030_3030;
        uint pair = value / 100_000_000;
        uint eight = value - 100_000_000 * pair;
        uint tens = pair * 103 >> 10;
        room[0] = (byte)('0' + tens);
        room[1] = (byte)('0' + pair - 10 * tens);
        // Halves of four digits, then quarters of two, then digits, the first ones lowest. A product with a reciprocal
        // stays within its part, and what it shifts down into the part below is masked away.
        ulong fours = eight / 10_000 | (ulong)(eight % 10_000) << 32;
        ulong hundreds = fours * 10_486 >> 20 & 0x7F * EveryFourth;
        ulong twos = hundreds | fours - 100 * hundreds << 16;
        ulong tensOfTwos = twos * 103 >> 10 & 0xF * EverySecond;
        ulong digits = tensOfTwos | twos - 10 * tensOfTwos << 8;
        BinaryPrimitives.WriteUInt64LittleEndian(room[2..], Zeros + digits);
        Length += InstantDigits;
    }

    /// <summary>Appends UTF-8 text as a string, quoted and escaped. Bytes that are not UTF-8 become U+FFFD.</summary>
    public void String(scoped ReadOnlySpan<byte> utf8)
    {
        Span<byte> room = _destination[Length..];
        if (room.Length < utf8.Length + 2 || utf8.ContainsAnyExcept(Plain))
        {
            StringPieceByPiece(utf8);
            return;
        }
        room[0] = (byte)'"';
        utf8.CopyTo(room[1..]);
        room[utf8.Length + 1] = (byte)'"';
        Length += utf8.Length + 2;
    }

    private void StringPieceByPiece(scoped ReadOnlySpan<byte> utf8)
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
