namespace Appliance.Http;

/// <summary>
/// Parses a request head: request line, field lines, empty line (RFC 9112 §2.1). Stateless: an incomplete head is
/// parsed again from its first byte; the size limits bound that cost. A malformed head is rejected at the first invalid
/// byte.
/// </summary>
internal static class HeadParser
{
    private const int EmptyLineBytes = 2;

    /// <param name="received">Received bytes from the first byte of the request line.</param>
    /// <param name="head">Filled in up to the point where parsing stopped.</param>
    /// <returns>Done: Consumed is the length of the head, its empty line included.</returns>
    public static ParseResult Parse(ReadOnlySpan<byte> received, HttpLimits limits, out RequestHead head)
    {
        head = default;
        ParseResult line = RequestLine.Parse(received, limits.RequestLineBytesMax, ref head);
        if (line.Verdict != Verdict.Done)
            return line;
        ParseResult fields = ParseFields(received, line.Consumed, limits, ref head);
        if (fields.Verdict != Verdict.Done)
            return fields;
        head.FieldLines = new Extent(line.Consumed, fields.Consumed - EmptyLineBytes - line.Consumed);
        RejectReason reason = CheckSemantics(in head, received, limits);
        return reason == RejectReason.None ? fields : ParseResult.Reject(reason);
    }

    private static ParseResult ParseFields(
        ReadOnlySpan<byte> received, int start, HttpLimits limits, ref RequestHead head)
    {
        int sectionEnd = Math.Min(received.Length, start + limits.HeaderSectionBytesMax);
        bool isSectionFull = sectionEnd == start + limits.HeaderSectionBytesMax;
        int position = start;
        for (int count = 0; ; count++)
        {
            if (position == received.Length)
                return ParseResult.NeedMore;
            if (received[position] == Octets.Cr)
                return EndOfHead(received, position);
            if (position == sectionEnd)
                return ParseResult.Reject(RejectReason.HeaderSectionTooLarge);
            if (count == limits.HeaderFieldsMax)
                return ParseResult.Reject(RejectReason.FieldsTooMany);
            ReadOnlySpan<byte> rest = received[position..sectionEnd];
            ParseResult line = FieldLine.Parse(rest, isFirst: count == 0, out FieldExtents field);
            if (line.Verdict == Verdict.NeedMore && isSectionFull)
                return ParseResult.Reject(RejectReason.HeaderSectionTooLarge);
            if (line.Verdict != Verdict.Done)
                return line;
            Extent value = field.Value with { Start = position + field.Value.Start };
            RejectReason reason = HeaderFields.Apply(received, rest[..field.NameLength], value, ref head);
            if (reason != RejectReason.None)
                return ParseResult.Reject(reason);
            position += line.Consumed;
        }
    }

    private static ParseResult EndOfHead(ReadOnlySpan<byte> received, int position)
    {
        if (position + 1 == received.Length)
            return ParseResult.NeedMore;
        return received[position + 1] == Octets.Lf ? ParseResult.Done(position + 2)
            : ParseResult.Reject(RejectReason.LineEndInvalid);
    }

    /// <summary>
    /// Checks that need the complete head. Ambiguous message length, a request smuggling vector, is checked first.
    /// </summary>
    private static RejectReason CheckSemantics(in RequestHead head, ReadOnlySpan<byte> received, HttpLimits limits)
    {
        if (head.Has(KnownFields.TransferEncoding))
        {
            if (head.Has(KnownFields.ContentLength))
                return RejectReason.LengthAmbiguous;
            if (head.IsHttp10)
                return RejectReason.TransferEncodingInHttp10;
        }
        if (!head.IsHttp10 && !head.Has(KnownFields.Host))
            return RejectReason.HostMissing;
        // Most requests are within the smaller limit; only larger ones need the path comparison.
        if (head.ContentLength > Math.Min(limits.BodyBytesMax, limits.BatchBodyBytesMax)
            && head.ContentLength > (head.IsBatch(received, limits) ? limits.BatchBodyBytesMax : limits.BodyBytesMax))
            return RejectReason.BodyTooLarge;
        return !head.IsHttp10 && head.Has(KnownFields.ExpectUnknown)
            ? RejectReason.ExpectationUnknown : RejectReason.None;
    }
}
