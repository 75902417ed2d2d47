using System.Text;

namespace Appliance.Http;

/// <summary>
/// Parses the request target (RFC 9112 §3.2): origin form, absolute form or, for OPTIONS, asterisk form. Only the
/// characters of RFC 3986 are accepted: no fragment and no character that requires percent-encoding.
/// </summary>
internal static class RequestTarget
{
    /// <param name="line">The request line, possibly incomplete.</param>
    /// <param name="start">Index of the target.</param>
    /// <param name="isOptions">The method is OPTIONS, so "*" is allowed.</param>
    /// <returns>Done: Consumed is the index of the space that ends the target.</returns>
    public static ParseResult Parse(ReadOnlySpan<byte> line, int start, bool isOptions, ref RequestHead head)
    {
        if (start == line.Length)
            return ParseResult.NeedMore;
        return line[start] switch
        {
            (byte)'/' => ParsePathAndQuery(line, start, ref head),
            (byte)'*' when isOptions => ParseAsterisk(line, start, ref head),
            _ => ParseAbsolute(line, start, ref head),
        };
    }

    private static ParseResult ParseAsterisk(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        head.TargetIsAsterisk = true;
        int end = start + 1;
        if (end == line.Length)
            return ParseResult.NeedMore;
        return line[end] == Octets.Space ? ParseResult.Done(end) : ParseResult.Reject(RejectReason.TargetInvalid);
    }

    /// <param name="start">Index of the "/", or of the "?" or space after an authority.</param>
    private static ParseResult ParsePathAndQuery(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        ReadOnlySpan<byte> rest = line[start..];
        int stop = rest.IndexOfAnyExcept(Octets.PlainPath);
        if (stop > 0 && rest[stop] == Octets.Space)
        {
            head.Path = new Extent(start, stop);
            return ParseResult.Done(start + stop);
        }
        stop = rest.IndexOfAnyExcept(Octets.PathOrQuery);
        ReadOnlySpan<byte> text = stop < 0 ? rest : rest[..stop];
        if (!Octets.PercentEncodingIsValid(text, isComplete: stop >= 0))
            return ParseResult.Reject(RejectReason.TargetInvalid);
        if (stop < 0)
            return ParseResult.NeedMore;
        if (rest[stop] != Octets.Space)
            return ParseResult.Reject(RejectReason.TargetInvalid);
        int question = text.IndexOf((byte)'?');
        if (question < 0)
        {
            head.Path = new Extent(start, text.Length);
        }
        else
        {
            head.Path = new Extent(start, question);
            head.Query = new Extent(start + question + 1, text.Length - question - 1);
        }
        return ParseResult.Done(start + stop);
    }

    /// <summary>
    /// An origin server must accept the absolute form (RFC 9112 §3.2.2); its authority then replaces the Host field. A
    /// TLS-terminating proxy may send https.
    /// </summary>
    private static ParseResult ParseAbsolute(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        int afterHttp = AfterScheme(line[start..], "http://"u8);
        int afterHttps = AfterScheme(line[start..], "https://"u8);
        int schemeBytes = Math.Max(afterHttp, afterHttps);
        if (schemeBytes < 0)
            return ParseResult.Reject(RejectReason.TargetInvalid);
        if (schemeBytes == 0)
            return ParseResult.NeedMore;
        int authorityStart = start + schemeBytes;
        ReadOnlySpan<byte> rest = line[authorityStart..];
        int authorityBytes = rest.IndexOfAnyExcept(Octets.Authority);
        if (authorityBytes < 0)
            return ParseResult.NeedMore;
        if (rest[authorityBytes] is not ((byte)'/' or (byte)'?' or Octets.Space)
            || !Authority.IsValid(rest[..authorityBytes]))
            return ParseResult.Reject(RejectReason.TargetInvalid);
        head.TargetAuthority = new Extent(authorityStart, authorityBytes);
        return ParsePathAndQuery(line, authorityStart + authorityBytes, ref head);
    }

    /// <returns>Length of the scheme if the target starts with it; 0 if the target is too short to tell; else
    /// -1.</returns>
    private static int AfterScheme(ReadOnlySpan<byte> target, ReadOnlySpan<byte> scheme)
    {
        int bytes = Math.Min(target.Length, scheme.Length);
        if (!Ascii.EqualsIgnoreCase(target[..bytes], scheme[..bytes]))
            return -1;
        return bytes == scheme.Length ? bytes : 0;
    }
}
