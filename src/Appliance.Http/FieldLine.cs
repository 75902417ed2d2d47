namespace Appliance.Http;

/// <summary>Name and trimmed value of a field line, as offsets from the first byte of the line.</summary>
internal readonly record struct FieldExtents(int NameLength, Extent Value);

/// <summary>
/// Parses one field line of a header or trailer section: name ":" OWS value OWS CRLF (RFC 9112 §5).
/// </summary>
internal static class FieldLine
{
    /// <param name="rest">Received bytes from the start of the line, cut at the section's size limit.</param>
    /// <param name="isFirst">This is the first line of the section, so it cannot be a folded continuation.</param>
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
