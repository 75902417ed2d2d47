using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Appliance.Http;

/// <summary>Octets and octet sets, named after the rules of the RFC grammars.</summary>
internal static class Octets
{
    public const byte Tab = (byte)'\t';
    public const byte Lf = (byte)'\n';
    public const byte Cr = (byte)'\r';
    public const byte Space = (byte)' ';
    public const byte Colon = (byte)':';

    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Unreserved = Alphanumeric + "-._~";
    private const string SubDelims = "!$&'()*+,;=";

    /// <summary>tchar, RFC 9110 §5.6.2.</summary>
    public static readonly SearchValues<byte> Token = Set(Alphanumeric + "!#$%&'*+-.^_`|~");

    /// <summary>The same set as a lookup table.</summary>
    private static readonly bool[] IsToken = TableOf(Alphanumeric + "!#$%&'*+-.^_`|~");

    /// <summary>Octets of a path without query and percent-encoding: the fast path.</summary>
    public static readonly SearchValues<byte> PlainPath = Set(Unreserved + SubDelims + ":@/");

    /// <summary>Octets of a reg-name or IPv4 host without percent-encoding: the fast path.</summary>
    public static readonly SearchValues<byte> PlainHost = Set(Unreserved + SubDelims);

    /// <summary>pchar, "/" and "?" (RFC 3986 §3.3, §3.4). The two hex digits after "%" are checked
    /// separately.</summary>
    public static readonly SearchValues<byte> PathOrQuery = Set(Unreserved + SubDelims + ":@%/?");

    /// <summary>reg-name (RFC 3986 §3.2.2). The two hex digits after "%" are checked separately.</summary>
    public static readonly SearchValues<byte> RegName = Set(Unreserved + SubDelims + "%");

    /// <summary>Octets of a host with an optional port, without userinfo (RFC 9110 §4.2.4).</summary>
    public static readonly SearchValues<byte> Authority = Set(Unreserved + SubDelims + "%:[]");

    /// <summary>A zone identifier, RFC 6874 §2.</summary>
    public static readonly SearchValues<byte> ZoneId = Set(Unreserved + "%");

    /// <summary>The part of IPvFuture after its dot, RFC 3986 §3.2.2.</summary>
    public static readonly SearchValues<byte> FutureAddress = Set(Unreserved + SubDelims + ":");

    /// <summary>All control characters except HTAB: invalid in a field value (RFC 9110 §5.5).</summary>
    public static readonly SearchValues<byte> FieldValueStops = Set(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016"
        + "\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F");

    /// <summary>
    /// Length of the token at the start of the text. Method and field names are short, so a table lookup per octet is
    /// faster than a vectorized search.
    /// </summary>
    public static int TokenLength(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<bool> isToken = IsToken;
        int length = 0;
        while (length < text.Length && isToken[text[length]])
            length++;
        return length;
    }

    /// <summary>Index of the first octet that is invalid in a field value; -1 if all are valid.</summary>
    public static int IndexOfValueStop(ReadOnlySpan<byte> text)
    {
        const ulong Ones = 0x0101_0101_0101_0101;
        const ulong HighBits = 0x80 * Ones;
        int at = 0;
        for (; text.Length - at >= sizeof(ulong); at += sizeof(ulong))
        {
            // Sets the high bit of every octet below 0x20 or equal to 0x7F; bits after the first match may be wrong.
            ulong octets = BinaryPrimitives.ReadUInt64LittleEndian(text.Slice(at));
            ulong deletes = octets ^ 0x7F * Ones;
            ulong stops = ((octets - 0x20 * Ones) & ~octets | (deletes - Ones) & ~deletes) & HighBits;
            if (stops == 0)
                continue;
            int stop = at + (BitOperations.TrailingZeroCount(stops) >> 3);
            // A tab is valid but rare: continue with the slower search.
            return text[stop] != Tab ? stop : IndexOfStopFrom(text, at);
        }
        return IndexOfStopFrom(text, at);
    }

    /// <summary>Compares a field name, ignoring case.</summary>
    /// <param name="token">A valid token of the same length as the name, at least 4.</param>
    /// <param name="lowerName">Lower-case letters and hyphens.</param>
    public static bool IsName(ReadOnlySpan<byte> token, ReadOnlySpan<byte> lowerName)
    {
        // Among token octets, setting this bit maps only the upper-case letter to its lower case and only "-" to "-".
        const uint LowerBits = 0x2020_2020;
        for (int at = 0; at + sizeof(uint) < lowerName.Length; at += sizeof(uint))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(token.Slice(at)) | LowerBits;
            if (word != BinaryPrimitives.ReadUInt32LittleEndian(lowerName.Slice(at)))
                return false;
        }
        int last = lowerName.Length - sizeof(uint);
        return (BinaryPrimitives.ReadUInt32LittleEndian(token.Slice(last)) | LowerBits)
            == BinaryPrimitives.ReadUInt32LittleEndian(lowerName.Slice(last));
    }

    public static bool IsDigit(byte octet) => (uint)(octet - '0') <= 9;

    /// <summary>OWS, RFC 9110 §5.6.3.</summary>
    public static bool IsWhiteSpace(byte octet) => octet is Space or Tab;

    /// <summary>0 to 15; -1 for an octet that is not HEXDIG.</summary>
    public static int HexValue(byte octet)
    {
        if (IsDigit(octet))
            return octet - '0';
        int letter = (octet | 0x20) - 'a';
        return (uint)letter <= 5 ? letter + 10 : -1;
    }

    /// <summary>Whether every "%" is followed by two hexadecimal digits.</summary>
    /// <param name="isComplete">The text is complete; otherwise digits may be missing at its end.</param>
    public static bool PercentEncodingIsValid(ReadOnlySpan<byte> text, bool isComplete)
    {
        int percent;
        while ((percent = text.IndexOf((byte)'%')) >= 0)
        {
            text = text[(percent + 1)..];
            int digits = Math.Min(2, text.Length);
            if (digits < 2 && isComplete)
                return false;
            for (int i = 0; i < digits; i++)
            {
                if (HexValue(text[i]) < 0)
                    return false;
            }
            text = text[digits..];
        }
        return true;
    }

    private static bool[] TableOf(string characters)
    {
        bool[] table = new bool[256];
        foreach (char character in characters)
            table[character] = true;
        return table;
    }

    private static int IndexOfStopFrom(ReadOnlySpan<byte> text, int start)
    {
        int stop = text.Slice(start).IndexOfAny(FieldValueStops);
        return stop < 0 ? -1 : start + stop;
    }

    private static SearchValues<byte> Set(string characters) =>
        SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
