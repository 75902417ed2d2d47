using System.Text;

namespace Appliance.Endpoints;

/// <summary>application/x-www-form-urlencoded, of bodies and of queries, as the URL standard parses it.</summary>
internal static class FormText
{
    /// <summary>Takes the next pair, still encoded, off the text in front; false at its end.</summary>
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

    /// <summary>Reads a query of which each parameter may be given once; one without a value says nothing.</summary>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="scratch">At least as long.</param>
    /// <param name="take">Takes a parameter's decoded value; false if it may not have that.</param>
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

    /// <param name="text">A name or a value, or a path's segment.</param>
    /// <param name="decoded">At least as long.</param>
    /// <param name="length">How long it is decoded.</param>
    /// <param name="plusIsSpace">As in a form; in a path a plus sign is one.</param>
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

    private static int Hex(byte digit) =>
        digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

/// <summary>Takes one parameter of a query.</summary>
internal delegate bool ParameterTaker(string name, ReadOnlySpan<byte> value);
