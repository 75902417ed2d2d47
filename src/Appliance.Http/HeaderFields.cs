using System.Text;

namespace Appliance.Http;

/// <summary>Interprets the header fields that this server uses. Other fields are only validated.</summary>
internal static class HeaderFields
{
    /// <summary>Applies one field line to the head. Names are case-insensitive (RFC 9110 §5.1).</summary>
    /// <param name="value">Position of the value, from the start of the request.</param>
    public static RejectReason Apply(
        ReadOnlySpan<byte> received, ReadOnlySpan<byte> name, Extent value, ref RequestHead head)
    {
        // All but two names differ in length, so at most two comparisons are made.
        switch (name.Length)
        {
            case 4 when Octets.IsName(name, "host"u8):
                head.Host = value;
                return !TryMarkSeen(KnownFields.Host, ref head) ? RejectReason.FieldRepeated
                    : Authority.IsValid(value.In(received)) ? RejectReason.None
                    : RejectReason.HostInvalid;
            case 6 when Octets.IsName(name, "origin"u8):
                return TakeSingleton(KnownFields.Origin, value, ref head, ref head.Origin);
            case 6 when Octets.IsName(name, "expect"u8):
                head.Fields |= Ascii.EqualsIgnoreCase(value.In(received), "100-continue"u8)
                    ? KnownFields.ExpectContinue : KnownFields.ExpectUnknown;
                return RejectReason.None;
            case 10 when Octets.IsName(name, "connection"u8):
                head.Fields |= ConnectionOptions(value.In(received));
                return RejectReason.None;
            case 12 when Octets.IsName(name, "content-type"u8):
                return TakeSingleton(KnownFields.ContentType, value, ref head, ref head.ContentType);
            case 13 when Octets.IsName(name, "authorization"u8):
                return TakeSingleton(KnownFields.Authorization, value, ref head, ref head.Authorization);
            case 14 when Octets.IsName(name, "content-length"u8):
                return !TryMarkSeen(KnownFields.ContentLength, ref head) ? RejectReason.FieldRepeated
                    : TryReadLength(value.In(received), out head.ContentLength) ? RejectReason.None
                    : RejectReason.ContentLengthInvalid;
            case 15 when Octets.IsName(name, "x-forwarded-for"u8):
                // The line may repeat (RFC 9110 §5.3); the nearest proxy appends, so its entry is in the last line.
                head.ForwardedFor = value;
                return RejectReason.None;
            case 17 when Octets.IsName(name, "transfer-encoding"u8):
                return TryMarkSeen(KnownFields.TransferEncoding, ref head)
                    ? CheckTransferEncoding(value.In(received)) : RejectReason.TransferEncodingInvalid;
            case 29 when Octets.IsName(name, "access-control-request-method"u8):
                return TakeSingleton(KnownFields.AccessControlRequestMethod, value, ref head,
                    ref head.AccessControlRequestMethod);
            default:
                return RejectReason.None;
        }
    }

    private static bool TryMarkSeen(KnownFields field, ref RequestHead head)
    {
        if (head.Has(field))
            return false;
        head.Fields |= field;
        return true;
    }

    private static RejectReason TakeSingleton(KnownFields field, Extent value, ref RequestHead head, ref Extent kept)
    {
        kept = value;
        return TryMarkSeen(field, ref head) ? RejectReason.None : RejectReason.FieldRepeated;
    }

    /// <summary>
    /// RFC 9110 §8.6, but stricter: a list of identical values and leading zeros (read as octal by some parsers) are
    /// rejected.
    /// </summary>
    private static bool TryReadLength(ReadOnlySpan<byte> digits, out int length)
    {
        length = 0;
        if (digits.IsEmpty || (digits.Length > 1 && digits[0] == (byte)'0'))
            return false;
        long value = 0;
        foreach (byte digit in digits)
        {
            if (!Octets.IsDigit(digit))
                return false;
            value = Math.Min((value * 10) + (digit - '0'), int.MaxValue);
        }
        length = (int)value;
        return true;
    }

    /// <summary>
    /// RFC 9112 §6.1: "chunked" is the only supported coding. Another coding before it is not implemented; one after it
    /// makes the body length undefined. The first coding therefore decides which reason is given.
    /// </summary>
    private static RejectReason CheckTransferEncoding(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOfAnyExcept(Octets.Token);
        ReadOnlySpan<byte> coding = end < 0 ? value : value[..end];
        if (Ascii.EqualsIgnoreCase(coding, "chunked"u8))
            return end < 0 ? RejectReason.None : RejectReason.TransferEncodingInvalid;
        bool isCoding = !coding.IsEmpty && (end < 0 || value[end] is (byte)',' or (byte)';');
        return isCoding ? RejectReason.TransferCodingUnknown : RejectReason.TransferEncodingInvalid;
    }

    /// <summary>
    /// RFC 9110 §7.6.1: a case-insensitive list of options; an origin server needs close and keep-alive.
    /// </summary>
    private static KnownFields ConnectionOptions(ReadOnlySpan<byte> value)
    {
        var found = KnownFields.None;
        while (true)
        {
            int comma = value.IndexOf((byte)',');
            ReadOnlySpan<byte> option = (comma < 0 ? value : value[..comma]).Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(option, "close"u8))
                found |= KnownFields.ConnectionClose;
            else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
                found |= KnownFields.ConnectionKeepAlive;
            if (comma < 0)
                return found;
            value = value[(comma + 1)..];
        }
    }
}
