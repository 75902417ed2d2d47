using System.Text;

namespace Appliance.Endpoints.Requests;

/// <summary>Parses application/x-www-form-urlencoded bodies and queries (URL standard).</summary>
internal static class FormText
{
    /// <summary>Removes the next pair, still encoded, from the start of the text; false if none is left.</summary>
    public static bool NextPair(
        scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        while (name.IsEmpty)
        {
            if (text.IsEmpty)
                return false;
            int end = text.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            int equals = pair.IndexOf((byte)'=');
            name = equals < 0 ? pair : pair[..equals];
            value = equals < 0 ? default : pair[(equals + 1)..];
        }
        return true;
    }

    /// <summary>Reads a query with unique parameters; a parameter without a value counts as missing.</summary>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="scratch">At least as long as the query.</param>
    /// <param name="take">Receives a parameter's decoded value; false if the value is invalid.</param>
    public static bool TryReadQuery(ReadOnlySpan<byte> query, Span<byte> scratch, ParameterTaker take)
    {
        HashSet<string> seen = [];
        while (NextPair(ref query, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> encoded))
        {
            if (!TryDecode(encoded, scratch, out int length))
                return false;
            string key = Encoding.UTF8.GetString(name);
            if (!seen.Add(key) || length > 0 && !take(key, scratch[..length]))
                return false;
        }
        return true;
    }

    /// <param name="text">A name, a value or a path segment.</param>
    /// <param name="decoded">At least as long as the text.</param>
    /// <param name="length">The decoded length.</param>
    /// <param name="plusIsSpace">True for a form; in a path '+' is not decoded.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> text, Span<byte> decoded, out int length, bool plusIsSpace = true)
    {
        length = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte octet = text[at];
            if (octet == (byte)'%')
            {
                if (at + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[at + 1])
                    || !char.IsAsciiHexDigit((char)text[at + 2]))
                    return false;
                octet = (byte)(Hex(text[at + 1]) << 4 | Hex(text[at + 2]));
                at += 2;
            }
            else if (octet == (byte)'+' && plusIsSpace)
            {
                octet = (byte)' ';
            }
            decoded[length++] = octet;
        }
        return true;
    }

    /// <summary>Decodes a name or a value into a buffer, at least as long, and removes that part from it.</summary>
    public static bool TryTake(ReadOnlySpan<byte> encoded, scoped ref Span<byte> free, out Span<byte> text)
    {
        bool isDecoded = TryDecode(encoded, free, out int length);
        text = isDecoded ? free[..length] : default;
        free = free[text.Length..];
        return isDecoded;
    }

    private static int Hex(byte digit) =>
        digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>Receives one parameter of a query; false if its value is invalid.</summary>
internal delegate bool ParameterTaker(string name, ReadOnlySpan<byte> value);
