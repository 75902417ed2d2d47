namespace Appliance.Http;

/// <summary>A field line's name, and its value without white space, from the line's first byte.</summary>
internal readonly record struct FieldExtents(int NameLength, Extent Value);

/// <summary>
/// One field line, RFC 9112 §5: name ":" OWS value OWS CRLF, of a header or a trailer section.
/// </summary>
internal static class FieldLine
{
    /// <param name="rest">From the first byte of the line to the end of what may belong to the section.</param>
    /// <param name="isFirst">No line stands before this one that it could continue.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> rest, bool isFirst, out FieldExtents field)
    {
        field = default;
        int nameLength = Octets.TokenLength(rest);
        if (nameLength == rest.Length)
            return ParseResult.NeedMore;
        if (nameLength == 0 || rest[nameLength] != Octets.Colon)
            return ParseResult.Reject(RejectName(rest[nameLength], nameLength, isFirst));

        int afterColon = nameLength + 1;
        int valueBytes = Octets.IndexOfValueStop(rest.Slice(afterColon));
        if (valueBytes < 0)
            return ParseResult.NeedMore;
        int stop = afterColon + valueBytes;
        if (rest[stop] == Octets.Lf)
            return ParseResult.Reject(RejectReason.LineEndInvalid);
        if (rest[stop] != Octets.Cr)
            return ParseResult.Reject(RejectReason.FieldValueInvalid);
        if (stop + 1 == rest.Length)
            return ParseResult.NeedMore;
        if (rest[stop + 1] != Octets.Lf)
            return ParseResult.Reject(RejectReason.LineEndInvalid);
        field = new FieldExtents(nameLength, Trim(rest, afterColon, stop));
        return ParseResult.Done(stop + 2);
    }

    private static Extent Trim(ReadOnlySpan<byte> rest, int start, int end)
    {
        while (start < end && Octets.IsWhiteSpace(rest[start]))
            start++;
        while (end > start && Octets.IsWhiteSpace(rest[end - 1]))
            end--;
        return new Extent(start, end - start);
    }

    private static RejectReason RejectName(byte found, int nameLength, bool isFirst)
    {
        if (Octets.IsWhiteSpace(found))
        {
            if (nameLength > 0)
                return RejectReason.SpaceBeforeColon;
            return isFirst ? RejectReason.SpaceBeforeFirstField : RejectReason.LineFolded;
        }
        return found is Octets.Cr or Octets.Lf ? RejectReason.LineEndInvalid : RejectReason.FieldNameInvalid;
    }
}
