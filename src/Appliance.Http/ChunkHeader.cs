namespace Appliance.Http;

/// <summary>
/// Parses a chunk's size and extensions up to the CRLF (RFC 9112 §7.1, §7.1.1). Extensions are validated and ignored.
/// </summary>
internal static class ChunkHeader
{
    private enum State : byte
    {
        Size,
        SpaceBeforeSemicolon,
        SpaceBeforeName,
        Name,
        SpaceBeforeEquals,
        SpaceBeforeValue,
        TokenValue,
        QuotedValue,
        QuotedPair,
        AfterQuoted,
    }

    /// <param name="rest">Received bytes from the first digit of the size.</param>
    /// <param name="sizeMax">Maximum size of the chunk; a larger one is
    /// <see cref="RejectReason.BodyTooLarge"/>.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> rest, int headerBytesMax, int sizeMax, out int size)
    {
        ReadOnlySpan<byte> header = rest[..Math.Min(rest.Length, headerBytesMax)];
        RejectReason reason = Scan(header, sizeMax, out size, out int end, out State state);
        if (reason != RejectReason.None)
            return ParseResult.Reject(reason);
        if (end == rest.Length)
            return ParseResult.NeedMore;
        if (rest[end] != Octets.Cr)
        {
            bool isTooLong = end == headerBytesMax;
            return ParseResult.Reject(isTooLong ? RejectReason.ChunkHeaderTooLong : RejectReason.LineEndInvalid);
        }
        bool isComplete = end > 0 && state is State.Size or State.Name or State.TokenValue or State.AfterQuoted;
        if (!isComplete)
        {
            return ParseResult.Reject(state == State.Size ? RejectReason.ChunkSizeInvalid
                : RejectReason.ChunkExtensionInvalid);
        }
        if (end + 1 == rest.Length)
            return ParseResult.NeedMore;
        return rest[end + 1] == Octets.Lf ? ParseResult.Done(end + 2)
            : ParseResult.Reject(RejectReason.LineEndInvalid);
    }

    /// <summary>
    /// Scans to the CR, LF or limit that ends the header. <paramref name="state"/> is the state at that point.
    /// </summary>
    private static RejectReason Scan(
        ReadOnlySpan<byte> header, int sizeMax, out int size, out int end, out State state)
    {
        long value = 0;
        size = 0;
        state = State.Size;
        for (end = 0; end < header.Length; end++)
        {
            byte octet = header[end];
            if (octet is Octets.Cr or Octets.Lf)
                break;
            if (state == State.Size && Octets.HexValue(octet) is >= 0 and int digit)
            {
                value = (value << 4) + digit;
                if (value > sizeMax)
                    return RejectReason.BodyTooLarge;
                continue;
            }
            State? next = end == 0 ? null : Next(state, octet);
            if (next is null)
                return state == State.Size ? RejectReason.ChunkSizeInvalid : RejectReason.ChunkExtensionInvalid;
            state = next.Value;
        }
        size = (int)value;
        return RejectReason.None;
    }

    /// <summary>White space around ";" and "=" is BWS: a recipient must parse it (RFC 9110 §5.6.3).</summary>
    private static State? Next(State state, byte octet)
    {
        bool isSpace = Octets.IsWhiteSpace(octet);
        bool isToken = Octets.Token.Contains(octet);
        return state switch
        {
            State.Size or State.SpaceBeforeSemicolon or State.AfterQuoted when octet == ';' => State.SpaceBeforeName,
            State.Size or State.SpaceBeforeSemicolon or State.AfterQuoted when isSpace => State.SpaceBeforeSemicolon,
            State.SpaceBeforeName when isSpace => State.SpaceBeforeName,
            State.SpaceBeforeName when isToken => State.Name,
            State.Name when isToken => State.Name,
            State.Name or State.SpaceBeforeEquals when octet == ';' => State.SpaceBeforeName,
            State.Name or State.SpaceBeforeEquals when octet == '=' => State.SpaceBeforeValue,
            State.Name or State.SpaceBeforeEquals when isSpace => State.SpaceBeforeEquals,
            State.SpaceBeforeValue when isSpace => State.SpaceBeforeValue,
            State.SpaceBeforeValue when octet == '"' => State.QuotedValue,
            State.SpaceBeforeValue when isToken => State.TokenValue,
            State.TokenValue when isToken => State.TokenValue,
            State.TokenValue when octet == ';' => State.SpaceBeforeName,
            State.TokenValue when isSpace => State.SpaceBeforeSemicolon,
            State.QuotedValue when octet == '"' => State.AfterQuoted,
            State.QuotedValue when octet == '\\' => State.QuotedPair,
            State.QuotedValue or State.QuotedPair when !Octets.FieldValueStops.Contains(octet) => State.QuotedValue,
            _ => null,
        };
    }
}
