namespace Appliance.LoadGenerator;

internal enum ResponseVerdict
{
    Complete,
    NeedsMore,
    Malformed,
}

/// <summary>
/// A complete response: its length in bytes, its status, and whether the server closes the connection after it.
/// Connection: close is only detected on statuses other than 200: the appliance never closes after issuing a token.
/// </summary>
internal readonly record struct Response(int Bytes, int Status, bool ClosesConnection);

/// <summary>Finds the end of a response with Content-Length; the appliance sends no other framing.</summary>
internal static class ResponseReader
{
    /// <summary>A longer head is malformed.</summary>
    private const int HeadBytesMax = 4096;

    /// <summary>The status digits' offsets in "HTTP/1.1 200 ".</summary>
    private const int StatusStart = 9;
    private const int StatusEnd = 12;

    public static ResponseVerdict TryRead(ReadOnlySpan<byte> received, out Response response)
    {
        response = default;
        int headBytes = received.IndexOf("\r\n\r\n"u8);
        if (headBytes < 0)
            return received.Length < HeadBytesMax ? ResponseVerdict.NeedsMore : ResponseVerdict.Malformed;
        ReadOnlySpan<byte> head = received.Slice(0, headBytes);
        if (!head.StartsWith("HTTP/1.1 "u8)
            || head.Length < StatusEnd
            || !TryReadNumber(head.Slice(StatusStart, StatusEnd - StatusStart), out int status)
            || !TryReadLength(head, out int bodyBytes))
            return ResponseVerdict.Malformed;
        int bytes = headBytes + 4 + bodyBytes;
        if (received.Length < bytes)
            return ResponseVerdict.NeedsMore;
        response = new(bytes, status, status != 200 && head.IndexOf("\r\nConnection: close"u8) >= 0);
        return ResponseVerdict.Complete;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> head, out int bytes)
    {
        bytes = 0;
        int at = head.IndexOf("\r\nContent-Length: "u8);
        // Field names are case-insensitive (RFC 9110, section 5.1); some frameworks send lower case.
        if (at < 0)
            at = head.IndexOf("\r\ncontent-length: "u8);
        if (at < 0)
            return false;
        ReadOnlySpan<byte> value = head.Slice(at + "\r\nContent-Length: "u8.Length);
        int end = value.IndexOf((byte)'\r');
        return TryReadNumber(end < 0 ? value : value.Slice(0, end), out bytes);
    }

    /// <summary>Reads one to nine digits; false for any other byte.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (digit - '0');
        }
        return digits.Length is > 0 and <= 9;
    }
}
