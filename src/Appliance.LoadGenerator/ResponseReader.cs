namespace Appliance.LoadGenerator;

internal enum ResponseVerdict
{
    Whole,
    NeedsMore,
    Bad,
}

/// <summary>
/// A whole answer: how many bytes it has, and whether it says that the connection ends. Only answers other than 200
/// are looked at for that, as no appliance ends a connection with a token.
/// </summary>
internal readonly record struct Response(int Bytes, int Status, bool IsLast);

/// <summary>Finds the end of an answer with a Content-Length, which every answer of the appliance has.</summary>
internal static class ResponseReader
{
    /// <summary>A head that is longer than this is not an answer to us.</summary>
    private const int HeadBytesMax = 4096;

    /// <summary>"HTTP/1.1 200 ", which is what the status is read from.</summary>
    private const int StatusStart = 9;
    private const int StatusEnd = 12;

    public static ResponseVerdict TryRead(ReadOnlySpan<byte> received, out Response response)
    {
        response = default;
        int headBytes = received.IndexOf("\r\n\r\n"u8);
        if (headBytes < 0)
            return received.Length < HeadBytesMax ? ResponseVerdict.NeedsMore : ResponseVerdict.Bad;
        ReadOnlySpan<byte> head = received.Slice(0, headBytes);
        if (!head.StartsWith("HTTP/1.1 "u8)
            || head.Length < StatusEnd
            || !TryReadNumber(head.Slice(StatusStart, StatusEnd - StatusStart), out int status)
            || !TryReadLength(head, out int bodyBytes))
            return ResponseVerdict.Bad;
        int bytes = headBytes + 4 + bodyBytes;
        if (received.Length < bytes)
            return ResponseVerdict.NeedsMore;
        response = new(bytes, status, status != 200 && head.IndexOf("\r\nConnection: close"u8) >= 0);
        return ResponseVerdict.Whole;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> head, out int bytes)
    {
        bytes = 0;
        int at = head.IndexOf("\r\nContent-Length: "u8);
        // As some frameworks write it: names are case-insensitive.
        if (at < 0)
            at = head.IndexOf("\r\ncontent-length: "u8);
        if (at < 0)
            return false;
        ReadOnlySpan<byte> value = head.Slice(at + "\r\nContent-Length: "u8.Length);
        int end = value.IndexOf((byte)'\r');
        return TryReadNumber(end < 0 ? value : value.Slice(0, end), out bytes);
    }

    /// <summary>One to nine digits and nothing else.</summary>
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
