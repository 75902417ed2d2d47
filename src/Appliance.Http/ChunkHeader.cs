namespace Appliance.Http;

/// <summary>
/// A chunk's size and extensions with their CRLF, RFC 9112 §7.1 and §7.1.1; extensions are checked and ignored.
/// </summary>
internal static class ChunkHeader
{
    private enum Part : byte
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

    /// <param name="rest">From the first digit of the size.</param>
    /// <param name="sizeMax">The most bytes the chunk may have; more is too large a body.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> rest, int headerBytesMax, int sizeMax, out int size)
    {
        ReadOnlySpan<byte> header = rest[..Math.Min(rest.Length, headerBytesMax)];
        RejectReason reason = Scan(header, sizeMax, out size, out int end, out Part part);
        if (reason != RejectReason.None)
            return ParseResult.Reject(reason);
        if (end == rest.Length)
            return ParseResult.NeedMore;
        if (rest[end] != Octets.Cr)
        {
            bool isTooLong = end == headerBytesMax;
            return ParseResult.Reject(isTooLong ? RejectReason.ChunkHeaderTooLong : RejectReason.LineEndInvalid);
        }
        bool isWhole = end > 0 && part is Part.Size or Part.Name or Part.TokenValue or Part.AfterQuoted;
        if (!isWhole)
        {
            return ParseResult.Reject(part == Part.Size ? RejectReason.ChunkSizeInvalid
                : RejectReason.ChunkExtensionInvalid);
        }
        if (end + 1 == rest.Length)
            return ParseResult.NeedMore;
        return rest[end + 1] == Octets.Lf ? ParseResult.Done(end + 2)
            : ParseResult.Reject(RejectReason.LineEndInvalid);
    }

    /// <summary>Walks to the CR, LF or limit that ends the header; <paramref name="part"/> is where it stood.</summary>
    private static RejectReason Scan(
        ReadOnlySpan<byte> header, int sizeMax, out int size, out int end, out Part part)
    {
        long value = 0;
        size = 0;
        part = Part.Size;
        for (end = 0; end < header.Length; end++)
        {
            byte octet = header[end];
            if (octet is Octets.Cr or Octets.Lf)
                break;
            if (part == Part.Size && Octets.HexValue(octet) is >= 0 and int digit)
            {
                value = (value << 4) + digit;
                if (value > sizeMax)
                    return RejectReason.BodyTooLarge;
                continue;
            }
            Part? next = end == 0 ? null : Next(part, octet);
            if (next is null)
                return part == Part.Size ? RejectReason.ChunkSizeInvalid : RejectReason.ChunkExtensionInvalid;
            part = next.Value;
        }
        size = (int)value;
        return RejectReason.None;
    }

    /// <summary>Whitespace around ";" and "=" is bad but must be parsed (RFC 9110 §5.6.3).</summary>
    private static Part? Next(Part part, byte octet)
    {
        bool isSpace = Octets.IsWhiteSpace(octet);
        bool isToken = Octets.Token.Contains(octet);
        return part switch
        {
            Part.Size or Part.SpaceBeforeSemicolon or Part.AfterQuoted when octet == ';' => Part.SpaceBeforeName,
            Part.Size or Part.SpaceBeforeSemicolon or Part.AfterQuoted when isSpace => Part.SpaceBeforeSemicolon,
            Part.SpaceBeforeName when isSpace => Part.SpaceBeforeName,
            Part.SpaceBeforeName when isToken => Part.Name,
            Part.Name when isToken => Part.Name,
            Part.Name or Part.SpaceBeforeEquals when octet == ';' => Part.SpaceBeforeName,
            Part.Name or Part.SpaceBeforeEquals when octet == '=' => Part.SpaceBeforeValue,
            Part.Name or Part.SpaceBeforeEquals when isSpace => Part.SpaceBeforeEquals,
            Part.SpaceBeforeValue when isSpace => Part.SpaceBeforeValue,
            Part.SpaceBeforeValue when octet == '"' => Part.QuotedValue,
            Part.SpaceBeforeValue when isToken => Part.TokenValue,
            Part.TokenValue when isToken => Part.TokenValue,
            Part.TokenValue when octet == ';' => Part.SpaceBeforeName,
            Part.TokenValue when isSpace => Part.SpaceBeforeSemicolon,
            Part.QuotedValue when octet == '"' => Part.AfterQuoted,
            Part.QuotedValue when octet == '\\' => Part.QuotedPair,
            Part.QuotedValue or Part.QuotedPair when !Octets.FieldValueStops.Contains(octet) => Part.QuotedValue,
            _ => null,
        };
    }
}
