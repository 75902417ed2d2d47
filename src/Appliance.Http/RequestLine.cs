namespace Appliance.Http;

/// <summary>Parses the request line (RFC 9112 §3): method SP target SP version CRLF.</summary>
internal static class RequestLine
{
    /// <summary>"HTTP/1.1".</summary>
    private const int VersionBytes = 8;

    /// <param name="received">Received bytes from the first byte of the method.</param>
    /// <param name="head">Receives method, target and version.</param>
    public static ParseResult Parse(ReadOnlySpan<byte> received, int lineBytesMax, ref RequestHead head)
    {
        // Bytes beyond the limit are never parsed, so an overlong line is always reported as too long.
        ReadOnlySpan<byte> line = received[..Math.Min(received.Length, lineBytesMax)];
        ParseResult content = ParseContent(line, ref head, out bool isKnownMethod);
        if (content.Verdict == Verdict.NeedMore && line.Length == lineBytesMax)
            return ParseResult.Reject(RejectReason.RequestLineTooLong);
        if (content.Verdict != Verdict.Done)
            return content;
        int end = content.Consumed;
        if (end == received.Length)
            return ParseResult.NeedMore;
        if (received[end] != Octets.Cr)
        {
            return ParseResult.Reject(received[end] == Octets.Lf ? RejectReason.LineEndInvalid
                : RejectReason.VersionInvalid);
        }
        if (end + 1 == received.Length)
            return ParseResult.NeedMore;
        if (received[end + 1] != Octets.Lf)
            return ParseResult.Reject(RejectReason.LineEndInvalid);
        // Checked last, so that a malformed request line is not reported as an unknown method.
        return isKnownMethod ? ParseResult.Done(end + 2) : ParseResult.Reject(RejectReason.MethodNotImplemented);
    }

    private static ParseResult ParseContent(ReadOnlySpan<byte> line, ref RequestHead head, out bool isKnownMethod)
    {
        isKnownMethod = false;
        int methodEnd = Octets.TokenLength(line);
        if (methodEnd == line.Length)
            return ParseResult.NeedMore;
        if (methodEnd == 0 || line[methodEnd] != Octets.Space)
            return ParseResult.Reject(RejectReason.MethodInvalid);
        isKnownMethod = HttpMethods.TryFind(line[..methodEnd], out head.Method);
        if (isKnownMethod && head.Method == HttpMethod.Connect)
            return ParseResult.Reject(RejectReason.MethodNotImplemented);

        int targetStart = methodEnd + 1;
        bool isOptions = isKnownMethod && head.Method == HttpMethod.Options;
        ParseResult target = RequestTarget.Parse(line, targetStart, isOptions, ref head);
        if (target.Verdict != Verdict.Done)
            return target;
        return ParseVersion(line, target.Consumed + 1, ref head);
    }

    /// <summary>RFC 9112 §2.3; HTTP/1.2 to 1.9 are handled as HTTP/1.1 (RFC 9110 §2.5).</summary>
    private static ParseResult ParseVersion(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        ReadOnlySpan<byte> version = line[start..];
        ReadOnlySpan<byte> name = "HTTP/"u8;
        int nameBytes = Math.Min(version.Length, name.Length);
        if (!version[..nameBytes].SequenceEqual(name[..nameBytes]))
            return ParseResult.Reject(RejectReason.VersionInvalid);
        if (version.Length > 5 && version[5] != (byte)'1')
        {
            return ParseResult.Reject(Octets.IsDigit(version[5]) ? RejectReason.VersionNotSupported
                : RejectReason.VersionInvalid);
        }
        if (version.Length > 6 && version[6] != (byte)'.')
            return ParseResult.Reject(RejectReason.VersionInvalid);
        if (version.Length > 7 && !Octets.IsDigit(version[7]))
            return ParseResult.Reject(RejectReason.VersionInvalid);
        if (version.Length < VersionBytes)
            return ParseResult.NeedMore;
        head.IsHttp10 = version[7] == (byte)'0';
        return ParseResult.Done(start + VersionBytes);
    }
}
