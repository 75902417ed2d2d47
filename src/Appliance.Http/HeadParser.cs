namespace Appliance.Http;

/// <summary>
/// A request's head, RFC 9112 §2.1: request line, field lines, empty line. It keeps no state: while more is needed
/// it begins again from the first byte, which the limits keep harmless. What is wrong is found at its byte.
/// </summary>
internal static class HeadParser
{
    private const int EmptyLineBytes = 2;

    /// <param name="received">From the first byte of the request line.</param>
    /// <param name="head">Filled in as far as the parser came.</param>
    /// <returns>Done: Consumed is the length of the head with its empty line.</returns>
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

    /// <summary>What only the whole head shows; first what makes its length doubtful.</summary>
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
        // Most are within the lesser one, and need no look at the path.
        if (head.ContentLength > Math.Min(limits.BodyBytesMax, limits.BatchBodyBytesMax)
            && head.ContentLength > (head.IsBatch(received, limits) ? limits.BatchBodyBytesMax : limits.BodyBytesMax))
            return RejectReason.BodyTooLarge;
        return !head.IsHttp10 && head.Has(KnownFields.ExpectUnknown)
            ? RejectReason.ExpectationUnknown : RejectReason.None;
    }
}
