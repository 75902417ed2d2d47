namespace Appliance.Http;

/// <summary>
/// Scan position in a chunked body, after the last complete chunk or trailer line. An incomplete chunk header or
/// trailer line is rescanned when more bytes arrive; the limits on its length bound that cost.
/// </summary>
internal struct ChunkScan
{
    /// <summary>Encoded bytes of the body that are already scanned.</summary>
    public int Scanned;

    /// <summary>Bytes of chunk data in the scanned chunks.</summary>
    public int DataBytes;

    /// <summary>Start of the trailer section; 0 until the last chunk is scanned.</summary>
    public int TrailersStart;
}

/// <summary>The chunked transfer coding, RFC 9112 §7.1.</summary>
internal static class ChunkedBody
{
    private const int LineEndBytes = 2;

    /// <summary>
    /// Maximum encoded bytes that can be received before the body is complete or rejected: the largest accepted body,
    /// plus one incomplete chunk header that would exceed the framing limit.
    /// </summary>
    public static int EncodedBytesMax(HttpLimits limits) =>
        limits.AnyBodyBytesMax + limits.ChunkFramingBytesMax + limits.TrailerBytesMax
        + limits.ChunkHeaderBytesMax + LineEndBytes;

    /// <param name="body">Received bytes after the head.</param>
    /// <param name="bodyBytesMax">Maximum size of the decoded body.</param>
    /// <returns>Done: Consumed is the encoded length, trailers and final empty line included.</returns>
    public static ParseResult Scan(
        ReadOnlySpan<byte> body, int bodyBytesMax, HttpLimits limits, ref ChunkScan scan)
    {
        while (scan.TrailersStart == 0)
        {
            ParseResult chunk = ScanChunk(body, bodyBytesMax, limits, ref scan);
            if (chunk.Verdict != Verdict.Done)
                return chunk;
        }
        return ScanTrailers(body, limits, ref scan);
    }

    private static ParseResult ScanChunk(
        ReadOnlySpan<byte> body, int bodyBytesMax, HttpLimits limits, ref ChunkScan scan)
    {
        int sizeMax = bodyBytesMax - scan.DataBytes;
        ParseResult header = ChunkHeader.Parse(
            body[scan.Scanned..], limits.ChunkHeaderBytesMax, sizeMax, out int size);
        if (header.Verdict != Verdict.Done)
            return header;
        int dataEnd = scan.Scanned + header.Consumed + size;
        int framingBytes = dataEnd - scan.DataBytes - size + (size == 0 ? 0 : LineEndBytes);
        if (framingBytes > limits.ChunkFramingBytesMax)
            return ParseResult.Reject(RejectReason.ChunkFramingTooLarge);
        if (size == 0)
        {
            scan.Scanned = dataEnd;
            scan.TrailersStart = dataEnd;
            return ParseResult.Done(0);
        }
        ParseResult lineEnd = LineEnd(body, dataEnd, RejectReason.ChunkDataUnterminated);
        if (lineEnd.Verdict != Verdict.Done)
            return lineEnd;
        scan.Scanned = dataEnd + LineEndBytes;
        scan.DataBytes += size;
        return ParseResult.Done(0);
    }

    /// <summary>Trailer fields are validated like header fields and discarded (RFC 9112 §7.1.2).</summary>
    private static ParseResult ScanTrailers(ReadOnlySpan<byte> body, HttpLimits limits, ref ChunkScan scan)
    {
        int sectionEnd = Math.Min(body.Length, scan.TrailersStart + limits.TrailerBytesMax);
        bool isSectionFull = sectionEnd == scan.TrailersStart + limits.TrailerBytesMax;
        while (scan.Scanned < body.Length)
        {
            if (body[scan.Scanned] == Octets.Cr)
                return LineEnd(body, scan.Scanned, RejectReason.LineEndInvalid);
            if (scan.Scanned == sectionEnd)
                return ParseResult.Reject(RejectReason.TrailersTooLarge);
            ParseResult line = FieldLine.Parse(
                body[scan.Scanned..sectionEnd], isFirst: scan.Scanned == scan.TrailersStart, out _);
            if (line.Verdict == Verdict.NeedMore && isSectionFull)
                return ParseResult.Reject(RejectReason.TrailersTooLarge);
            if (line.Verdict != Verdict.Done)
                return line;
            scan.Scanned += line.Consumed;
        }
        return ParseResult.NeedMore;
    }

    /// <summary>Done: Consumed is the offset after the CRLF expected at <paramref name="position"/>.</summary>
    private static ParseResult LineEnd(ReadOnlySpan<byte> body, int position, RejectReason reason)
    {
        if (position >= body.Length)
            return ParseResult.NeedMore;
        if (body[position] != Octets.Cr)
            return ParseResult.Reject(reason);
        if (position + 1 == body.Length)
            return ParseResult.NeedMore;
        return body[position + 1] == Octets.Lf ? ParseResult.Done(position + LineEndBytes)
            : ParseResult.Reject(reason);
    }

    /// <summary>Decodes a completely scanned body in place: the chunk data overwrites the framing.</summary>
    /// <returns>Length of the decoded data, which starts at the first byte of <paramref name="body"/>.</returns>
    public static int Decode(Span<byte> body)
    {
        int dataBytes = 0;
        int position = 0;
        while (true)
        {
            int size = 0;
            for (; Octets.HexValue(body[position]) is >= 0 and int digit; position++)
                size = (size << 4) + digit;
            if (size == 0)
                return dataBytes;
            position += body[position..].IndexOf(Octets.Lf) + 1;
            body.Slice(position, size).CopyTo(body[dataBytes..]);
            dataBytes += size;
            position += size + LineEndBytes;
        }
    }
}
