namespace Appliance.Http;

/// <summary>
/// Reads one request, head and body. A head is parsed when it is complete and again when its body is complete; body
/// bytes that arrive in between do not cause the head to be parsed.
/// </summary>
internal static class RequestReader
{
    /// <summary>
    /// Skips one empty line before a request line (RFC 9112 §2.2). It is consumed immediately, so that a connection
    /// whose client sends an empty line after a body counts as idle.
    /// </summary>
    /// <returns>Number of bytes to consume.</returns>
    public static int SkipEmptyLine(ref HttpSession session, ReadOnlySpan<byte> rest)
    {
        bool isSkippable = !session.Has(SessionFlags.EmptyLineSkipped) && session.HeadBytes == 0
            && rest.StartsWith("\r\n"u8);
        if (!isSkippable)
            return 0;
        session.Flags = SessionFlags.EmptyLineSkipped;
        return 2;
    }

    /// <param name="rest">Received bytes from the first byte of the request.</param>
    /// <param name="body">Done: position of the decoded body in <paramref name="rest"/>.</param>
    /// <param name="isHeadNew">The head was incomplete before this call.</param>
    /// <returns>Done: Consumed is the encoded length of the request.</returns>
    public static ParseResult Read(
        ref HttpSession session, Span<byte> rest, HttpLimits limits, out RequestHead head, out Extent body,
        out bool isHeadNew)
    {
        head = default;
        body = default;
        isHeadNew = session.HeadBytes == 0;
        if (isHeadNew)
        {
            ParseResult parsed = ReadHead(ref session, rest, limits, out head);
            if (parsed.Verdict != Verdict.Done)
                return parsed;
        }
        ParseResult framed = FindBody(ref session, rest[session.HeadBytes..], limits);
        if (framed.Verdict != Verdict.Done)
            return framed;
        if (!isHeadNew)
            HeadParser.Parse(rest, limits, out head);
        int bodyBytes = session.Has(SessionFlags.Chunked)
            ? ChunkedBody.Decode(rest.Slice(session.HeadBytes, framed.Consumed)) : framed.Consumed;
        body = new Extent(session.HeadBytes, bodyBytes);
        return ParseResult.Done(session.HeadBytes + framed.Consumed);
    }

    private static ParseResult ReadHead(
        ref HttpSession session, ReadOnlySpan<byte> rest, HttpLimits limits, out RequestHead head)
    {
        // A single CR may be the start of the empty line that is skipped.
        if (rest.Length == 1 && rest[0] == Octets.Cr && !session.Has(SessionFlags.EmptyLineSkipped))
        {
            head = default;
            return ParseResult.NeedMore;
        }
        ParseResult parsed = HeadParser.Parse(rest, limits, out head);
        if (head.Method == HttpMethod.Head)
            session.Flags |= SessionFlags.HeadOnly;
        if (parsed.Verdict != Verdict.Done)
            return parsed;
        session.HeadBytes = parsed.Consumed;
        session.ContentLength = head.ContentLength;
        if (head.Has(KnownFields.TransferEncoding))
            session.Flags |= SessionFlags.Chunked;
        if (session.Has(SessionFlags.Chunked) && head.IsBatch(rest, limits))
            session.Flags |= SessionFlags.Batch;
        return parsed;
    }

    /// <summary>RFC 9112 §6.3. Done: Consumed is the encoded length of the body.</summary>
    private static ParseResult FindBody(ref HttpSession session, ReadOnlySpan<byte> afterHead, HttpLimits limits)
    {
        if (session.Has(SessionFlags.Chunked))
        {
            int bodyBytesMax = session.Has(SessionFlags.Batch) ? limits.BatchBodyBytesMax : limits.BodyBytesMax;
            return ChunkedBody.Scan(afterHead, bodyBytesMax, limits, ref session.Chunks);
        }
        return afterHead.Length < session.ContentLength
            ? ParseResult.NeedMore : ParseResult.Done(session.ContentLength);
    }
}
