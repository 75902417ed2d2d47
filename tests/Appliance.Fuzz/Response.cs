using System.Buffers;
using System.Buffers.Text;

namespace Appliance.Fuzz;

/// <summary>A response, parsed as by a strict client (RFC 9112, sections 4 and 6.3).</summary>
internal readonly ref struct Response
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly ReadOnlySpan<byte> _fields;

    private Response(int status, ReadOnlySpan<byte> fields)
    {
        Status = status;
        _fields = fields;
    }

    public int Status { get; }

    /// <summary>Empty for a response without body.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>Content-Length; null if absent.</summary>
    public int? ContentLength { get; private init; }

    public bool IsInterim => Status < 200;

    /// <summary>Value of a field; empty if absent.</summary>
    public ReadOnlySpan<byte> this[scoped ReadOnlySpan<byte> name]
    {
        get
        {
            ReadOnlySpan<byte> rest = _fields;
            while (TryReadField(ref rest, out ReadOnlySpan<byte> other, out ReadOnlySpan<byte> value))
            {
                if (other.SequenceEqual(name))
                    return value;
            }
            return default;
        }
    }

    /// <summary>Reads the head at the start of the sent bytes and removes it from them.</summary>
    /// <exception cref="Violation">The head is malformed.</exception>
    public static Response ReadHead(scoped ref ReadOnlySpan<byte> sent)
    {
        int end = sent.IndexOf("\r\n\r\n"u8);
        Violation.Unless(end >= 0, "a response head has no end");
        ReadOnlySpan<byte> head = sent[..(end + 2)];
        sent = sent[(end + 4)..];
        int lineEnd = head.IndexOf("\r\n"u8);
        int status = ReadStatus(head[..lineEnd]);
        ReadOnlySpan<byte> fields = head[(lineEnd + 2)..];
        CheckFields(fields);
        Response response = new(status, fields);
        return response with { ContentLength = ReadLength(response["Content-Length"u8]) };
    }

    /// <summary>Parses a status line such as "HTTP/1.1 404 Not Found" (RFC 9112, section 4).</summary>
    private static int ReadStatus(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> version = "HTTP/1.1 "u8;
        bool isLine = line.StartsWith(version) && line.Length > version.Length + 4
            && line[version.Length + 3] == ' '
            && !line[(version.Length + 4)..].ContainsAnyExceptInRange((byte)' ', (byte)'~');
        Violation.Unless(isLine, "a response without a status line");
        bool isNumber = Utf8Parser.TryParse(line.Slice(version.Length, 3), out int status, out int digits);
        Violation.Unless(isNumber && digits == 3 && status is >= 100 and <= 599, "the status is not a number");
        return status;
    }

    private static void CheckFields(ReadOnlySpan<byte> fields)
    {
        ReadOnlySpan<byte> rest = fields;
        while (TryReadField(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            bool isName = !name.IsEmpty && !name.ContainsAnyExcept(NameBytes);
            bool isValue = !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)' ', (byte)'~')
                && value[0] != ' ' && value[^1] != ' ';
            Violation.Unless(isName && isValue, "a response field is malformed");
            // Several challenges are allowed (RFC 9110, section 11.6.1).
            ReadOnlySpan<byte> later = name.SequenceEqual("WWW-Authenticate"u8) ? default : rest;
            while (TryReadField(ref later, out ReadOnlySpan<byte> other, out _))
                Violation.Unless(!System.Text.Ascii.EqualsIgnoreCase(name, other), "a response field is repeated");
        }
    }

    private static bool TryReadField(
        scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        if (rest.IsEmpty)
            return false;
        int end = rest.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = rest[..end];
        int colon = line.IndexOf(": "u8);
        Violation.Unless(colon > 0, "a response field has no colon and space");
        name = line[..colon];
        value = line[(colon + 2)..];
        rest = rest[(end + 2)..];
        return true;
    }

    private static int? ReadLength(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty)
            return null;
        bool isNumber = Utf8Parser.TryParse(digits, out int length, out int consumed) && consumed == digits.Length
            && length >= 0 && (digits.Length == 1 || digits[0] != '0');
        Violation.Unless(isNumber, "Content-Length is not a number");
        return length;
    }
}
