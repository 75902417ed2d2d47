using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.Http.Tests;

/// <summary>State at the end of a completely received stream.</summary>
internal enum StreamEnd
{
    BetweenRequests,
    Incomplete,
    /// <summary>The body is incomplete and the client waits for 100 (Continue) (RFC 9110 §10.1.1).</summary>
    ContinueExpected,
    Rejected,
    Closed,
}

/// <summary>
/// Independent implementation of the RFC 9112 grammar with regular expressions: slow, but short enough to verify by
/// reading. Parses complete heads only.
/// </summary>
internal sealed partial class ReferenceParser(HttpLimits limits)
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"];

    private static readonly string[] Singletons =
        ["host", "content-length", "transfer-encoding", "authorization", "origin", "content-type",
            "access-control-request-method"];

    /// <summary>Each request in the format of <see cref="EchoHandler"/>, and the state at the end.</summary>
    public (IReadOnlyList<string> Requests, StreamEnd End) Read(byte[] stream)
    {
        string rest = Encoding.Latin1.GetString(stream);
        var requests = new List<string>();
        while (true)
        {
            if (rest.StartsWith("\r\n", StringComparison.Ordinal))
                rest = rest[2..];
            if (rest.Length == 0)
                return (requests, StreamEnd.BetweenRequests);
            int headEnd = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (headEnd < 0)
                return (requests, StreamEnd.Incomplete);
            string[] lines = rest[..headEnd].Split("\r\n");
            if (!IsHead(lines, out Match line, out ILookup<string, string> fields))
                return (requests, StreamEnd.Rejected);
            rest = rest[(headEnd + 4)..];
            (string? body, StreamEnd bodyEnd) = fields.Contains("transfer-encoding")
                ? ReadChunked(ref rest) : ReadLength(ref rest, fields);
            if (body is null)
            {
                bool isExpected = bodyEnd == StreamEnd.Incomplete && !IsHttp10(line) && fields.Contains("expect");
                return (requests, isExpected ? StreamEnd.ContinueExpected : bodyEnd);
            }
            requests.Add(Format(line, fields, body));
            string[] options = [.. fields["connection"].SelectMany(value => value.Split(','))
                .Select(option => option.Trim(' ', '\t').ToLowerInvariant())];
            if (options.Contains("close") || (IsHttp10(line) && !options.Contains("keep-alive")))
                return (requests, StreamEnd.Closed);
        }
    }

    private static bool IsHttp10(Match line) => line.Groups["minor"].Value == "0";

    private static string Format(Match line, ILookup<string, string> fields, string body)
    {
        string method = line.Groups["method"].Value;
        string target = line.Groups["target"].Value;
        Match parts = TargetParts().Match(target);
        bool isAboutServer = method == "OPTIONS" && target != "/"
            && !parts.Groups["path"].Success && !parts.Groups["query"].Success;
        string path = isAboutServer ? "*" : parts.Groups["path"].Success ? parts.Groups["path"].Value : "/";
        string host = parts.Groups["host"].Success ? parts.Groups["host"].Value : fields["host"].FirstOrDefault("");
        return string.Join('\n',
            method[0] + method[1..].ToLowerInvariant(), path, parts.Groups["query"].Value, host,
            fields["authorization"].FirstOrDefault(""), fields["origin"].FirstOrDefault(""),
            fields["content-type"].FirstOrDefault(""), fields["access-control-request-method"].FirstOrDefault(""),
            body.Length.ToString(CultureInfo.InvariantCulture),
            Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(body))),
            fields["x-forwarded-for"].LastOrDefault(""));
    }

    private bool IsHead(string[] lines, out Match line, out ILookup<string, string> fields)
    {
        line = RequestLine().Match(lines[0]);
        Match[] matches = [.. lines.Skip(1).Select(text => FieldLine().Match(text))];
        fields = matches.Where(match => match.Success).ToLookup(
            match => match.Groups["name"].Value.ToLowerInvariant(),
            match => match.Groups["value"].Value.Trim(' ', '\t'));
        if (!line.Success || matches.Any(match => !match.Success) || lines[0].Length > limits.RequestLineBytesMax
            || matches.Length > limits.HeaderFieldsMax
            || lines.Skip(1).Sum(text => text.Length + 2) > limits.HeaderSectionBytesMax)
            return false;
        string method = line.Groups["method"].Value;
        string target = line.Groups["target"].Value;
        bool isTarget = OriginForm().IsMatch(target)
            || (AbsoluteForm().Match(target) is { Success: true } absolute && IsHost(absolute.Groups["host"].Value))
            || (method == "OPTIONS" && target == "*");
        if (!Methods.Contains(method) || !isTarget)
            return false;
        ILookup<string, string> given = fields;
        if (Singletons.Any(name => given[name].Count() > 1))
            return false;
        return AreSemanticsValid(given, IsHttp10(line));
    }

    private bool AreSemanticsValid(ILookup<string, string> fields, bool isHttp10)
    {
        bool hasHost = fields.Contains("host");
        if (hasHost ? !IsHost(fields["host"].Single()) : !isHttp10)
            return false;
        if (fields.Contains("content-length")
            && (!Length().IsMatch(fields["content-length"].Single())
                || BigInteger.Parse(fields["content-length"].Single(), CultureInfo.InvariantCulture)
                    > limits.BodyBytesMax))
            return false;
        if (fields.Contains("transfer-encoding")
            && (isHttp10 || fields.Contains("content-length")
                || !fields["transfer-encoding"].Single().Equals("chunked", StringComparison.OrdinalIgnoreCase)))
            return false;
        return isHttp10
            || fields["expect"].All(value => value.Equals("100-continue", StringComparison.OrdinalIgnoreCase));
    }

    public static bool IsHost(string authority)
    {
        Match match = HostAndPort().Match(authority);
        return match.Success
            && (match.Groups["port"].Value.Length == 0
                || BigInteger.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) <= 65535);
    }

    private static (string? Body, StreamEnd End) ReadLength(ref string rest, ILookup<string, string> fields)
    {
        int length = int.Parse(fields["content-length"].FirstOrDefault("0"), CultureInfo.InvariantCulture);
        if (rest.Length < length)
            return (null, StreamEnd.Incomplete);
        string body = rest[..length];
        rest = rest[length..];
        return (body, default);
    }

    private (string? Body, StreamEnd End) ReadChunked(ref string rest)
    {
        var body = new StringBuilder();
        int framing = 0;
        while (true)
        {
            int lineEnd = rest.IndexOf("\r\n", StringComparison.Ordinal);
            if (lineEnd < 0)
                return (null, StreamEnd.Incomplete);
            if (lineEnd > limits.ChunkHeaderBytesMax || ChunkSize(rest[..lineEnd]) is not { } size
                || body.Length + size > limits.BodyBytesMax)
                return (null, StreamEnd.Rejected);
            framing += lineEnd + (size.IsZero ? 2 : 4);
            if (framing > limits.ChunkFramingBytesMax)
                return (null, StreamEnd.Rejected);
            rest = rest[(lineEnd + 2)..];
            if (size.IsZero)
                break;
            int end = (int)size;
            if (rest.Length < end + 2)
                return (null, StreamEnd.Incomplete);
            if (rest.Substring(end, 2) != "\r\n")
                return (null, StreamEnd.Rejected);
            body.Append(rest, 0, end);
            rest = rest[(end + 2)..];
        }
        return SkipTrailers(ref rest) is { } trailerEnd ? (null, trailerEnd) : (body.ToString(), default);
    }

    /// <summary>Null for a malformed chunk header.</summary>
    public static BigInteger? ChunkSize(string header)
    {
        Match match = ChunkHeader().Match(header);
        return match.Success
            ? BigInteger.Parse("0" + match.Groups["size"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;
    }

    private StreamEnd? SkipTrailers(ref string rest)
    {
        int bytes = 0;
        while (true)
        {
            int lineEnd = rest.IndexOf("\r\n", StringComparison.Ordinal);
            if (lineEnd < 0)
                return StreamEnd.Incomplete;
            string line = rest[..lineEnd];
            rest = rest[(lineEnd + 2)..];
            if (line.Length == 0)
                return null;
            bytes += line.Length + 2;
            if (!FieldLine().IsMatch(line) || bytes > limits.TrailerBytesMax)
                return StreamEnd.Rejected;
        }
    }

    private const string Tchar = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
    private const string Pchar = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
    private const string Target = $"(?:/(?:{Pchar}|/)*)?(?:\\?(?:{Pchar}|[/?])*)?";
    private const string Text = "[\\t\\x20-\\x7e\\x80-\\xff]";
    private const string H16 = "[0-9A-Fa-f]{1,4}";
    private const string Octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]|[0-9])";
    private const string Ls32 = $"(?:{H16}:{H16}|{Octet}\\.{Octet}\\.{Octet}\\.{Octet})";

    // The nine alternatives of RFC 3986 §3.2.2.
    private const string IpV6 =
        $"(?:(?:{H16}:){{6}}{Ls32}|::(?:{H16}:){{5}}{Ls32}|(?:{H16})?::(?:{H16}:){{4}}{Ls32}"
        + $"|(?:(?:{H16}:){{0,1}}{H16})?::(?:{H16}:){{3}}{Ls32}|(?:(?:{H16}:){{0,2}}{H16})?::(?:{H16}:){{2}}{Ls32}"
        + $"|(?:(?:{H16}:){{0,3}}{H16})?::{H16}:{Ls32}|(?:(?:{H16}:){{0,4}}{H16})?::{Ls32}"
        + $"|(?:(?:{H16}:){{0,5}}{H16})?::{H16}|(?:(?:{H16}:){{0,6}}{H16})?::)";

    private const string Host =
        $"(?:\\[(?:{IpV6}(?:%25(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{{2}})+)?"
        + "|[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\\]"
        + "|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)";

    private const string Extension =
        $"[\t ]*;[\t ]*{Tchar}+(?:[\t ]*=[\t ]*(?:{Tchar}+"
        + "|\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*\"))?";

    [GeneratedRegex($"^(?<method>{Tchar}+) (?<target>[^ ]+) HTTP/1\\.(?<minor>[0-9])\\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex($"^(?<name>{Tchar}+):(?<value>{Text}*)\\z")]
    private static partial Regex FieldLine();

    [GeneratedRegex($"^(?=/){Target}\\z")]
    private static partial Regex OriginForm();

    [GeneratedRegex($"^https?://(?<host>[^/?]*){Target}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex AbsoluteForm();

    /// <summary>Splits a target that was already validated.</summary>
    [GeneratedRegex("^(?:[a-zA-Z]+://(?<host>[^/?]+))?(?<path>/[^?]*)?(?:\\?(?<query>.*))?\\z")]
    private static partial Regex TargetParts();

    [GeneratedRegex($"^{Host}(?::(?<port>[0-9]*))?\\z")]
    private static partial Regex HostAndPort();

    [GeneratedRegex("^(?:0|[1-9][0-9]*)\\z")]
    private static partial Regex Length();

    [GeneratedRegex($"^(?<size>[0-9A-Fa-f]+)(?:{Extension})*\\z")]
    private static partial Regex ChunkHeader();
}
