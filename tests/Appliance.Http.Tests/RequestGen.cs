using System.Text;

namespace Appliance.Http.Tests;

/// <summary>Generates request streams: well-formed, nearly well-formed, and both with mutated bytes.</summary>
internal static class RequestGen
{
    private static readonly Gen<string> Method = Gen.Frequency(
        (40, Gen.OneOf("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")),
        (1, Gen.OneOf("CONNECT", "get", "BREW", "PRI", "G@T", "")));

    private static readonly Gen<string> Target = Gen.Frequency(
        (40, Gen.OneOf("/", "/api/token", "/a/../b", "/%41?x=%7E&y=?", "//h/p", "/?", "/a;b=c:@!$'()*,~")),
        (4, Gen.OneOf("http://h/p?q", "HTTPS://h:443", "http://[::1]:80/", "http://h?q", "*")),
        (1, Gen.OneOf("", "a", "/%4", "/%zz", "/<", "/#f", "http://", "http://u@h/", "ftp://h/", "/a b", "/\u00e9")));

    private static readonly Gen<string> Version = Gen.Frequency(
        (40, Gen.OneOf("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2")),
        (1, Gen.OneOf("HTTP/2.0", "HTTP/1.10", "http/1.1", "HTTP/1.", "HTTP/0.9", "")));

    private static readonly Gen<string> Host = Gen.Frequency(
        (40, Gen.OneOf("h", "h:80", "h:", "127.0.0.1:8080", "[::1]", "[1:2:3:4:5:6:7:8]:1", "a_b.c-d", "%41",
            "[::ffff:1.2.3.4]", "[1::8]", "[v1.a:b]", "[fe80::1%25en0]", "h,=")),
        (1, Gen.OneOf("", "h:x", "h:65536", "h:65535", "[::1", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[::1]x",
            "[1::2::3]", "[::1.2.3]", "[::1.2.3.256]", "[::1.2.3.04]", "[12345::]", "[:1]", "[1:]", "a b", "u@h", "%4",
            "[v1.]", "[v.a]", "[::1%25]", "[::1%en]", "a/b", "[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:8::]", "[]", "[:::]",
            "[::1:2:3:4:5:6:7]", "[::1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]")));

    private static readonly Gen<string> Field = Gen.Frequency(
        (40, Gen.OneOf("Accept: */*", "X-Empty:", "Connection: keep-alive", "x: \t padded\t ", "Cookie: a=b; c",
            "Content-Type: text/plain;charset=UTF-8", "Authorization: Basic eDp5", "Origin: http://o", "!#$: 1",
            "Access-Control-Request-Method: POST", "Expect: 100-continue", "Latin: \u00fc", "Upgrade: h2c",
            "X-Forwarded-For: 192.0.2.1, ::1")),
        (2, Gen.OneOf("Connection: close", "Connection: x , Close", "Expect: 200-ok", "Host: h", "Bad : 1",
            " fold", ": v", "Bad\u0001: v", "V: a\u0000b", "V: a\u007f", "NoColon", "Content-Length: 1", "V: a\rb",
            "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, x", "V: a\nb")));

    /// <summary>Fields in lower, upper or mixed case; rarely a repeated field.</summary>
    private static readonly Gen<string> Fields = Gen.Select(
        Gen.Select(Field, Gen.Frequency((6, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2))), InCase).Array[0, 5],
        Gen.Frequency((30, Gen.Const(false)), (1, Gen.Const(true))),
        (fields, isRepeated) => string.Concat(
            (isRepeated ? [.. fields, .. fields] : fields.DistinctBy(field => field.Split(':')[0].ToLowerInvariant()))
            .Select(field => $"{field}\r\n")));

    private static readonly Gen<string> Data = Gen.Frequency(
        (5, Gen.Const("")), (40, Gen.Char[' ', '~'].Array[0, 40].Select(characters => new string(characters))),
        (2, Gen.Char['\u0000', '\u00ff'].Array[0, 400].Select(characters => new string(characters))));

    private static readonly Gen<string> LengthBody = Gen.Frequency(
        (40, Data.Select(data => $"Content-Length: {data.Length}\r\n\r\n{data}")),
        (1, Gen.OneOf("Content-Length: 05\r\n\r\nhello", "Content-Length: +1\r\n\r\nx",
            "Content-Length: 65537\r\n\r\n", "Content-Length: 1,1\r\n\r\nx", "Content-Length:\r\n\r\n",
            "Content-Length: 18446744073709551617\r\n\r\nx", "content-length: 1\r\nContent-Length: 1\r\n\r\nx")));

    private static readonly Gen<string> Extensions = Gen.Frequency(
        (40, Gen.OneOf("", "", "", ";a", ";a=b", ";a=\"q\\\"q;\"", " ; a = b;c", "\t;a=\"\"")),
        (1, Gen.OneOf(" ", ";", ";a=", ";=b", """;a="x""", ";a b", ";a=b c", " x", ";" + new string('a', 300))));

    private static readonly Gen<string> Chunk = Gen.Select(
        Data.Where(data => data.Length > 0), Extensions, Gen.Int[0, 3],
        (data, extensions, zeros) => $"{new string('0', zeros)}{data.Length:X}{extensions}\r\n{data}\r\n");

    private static readonly Gen<string> ChunkedBody = Gen.Select(
        Chunk.Array[0, 4], Extensions,
        Gen.Frequency((10, Gen.OneOf("", "T: 1\r\n", "T: 1\r\nU:\r\n")), (1, Gen.OneOf("T : 1\r\n", " T: 1\r\n"))),
        (chunks, extensions, trailers) =>
            $"Transfer-Encoding: chunked\r\n\r\n{string.Concat(chunks)}0{extensions}\r\n{trailers}\r\n");

    private static readonly Gen<string> Request = Gen.Select(
        Gen.Frequency((10, Gen.Const("")), (1, Gen.Const("\r\n"))),
        Gen.Select(Method, Target, Version, (method, target, version) => $"{method} {target} {version}"),
        Gen.Frequency((40, Host.Select(host => $"Host: {host}\r\n")), (1, Gen.Const(""))),
        Fields,
        Gen.Frequency((3, Gen.Const("\r\n")), (3, LengthBody), (3, ChunkedBody)),
        (empty, line, host, fields, body) => $"{empty}{line}\r\n{host}{fields}{body}");

    /// <summary>Relative position, kind (replace, insert, delete, truncate) and byte of a mutation.</summary>
    private static readonly Gen<(double Position, int Kind, byte Octet)> Mutation = Gen.Select(
        Gen.Double.Unit, Gen.Frequency((5, Gen.Const(0)), (5, Gen.Const(1)), (5, Gen.Const(2)), (1, Gen.Const(3))),
        Gen.Frequency((5, Gen.OneOf("\r\n \t:,;=/?%#0aF\"\\\0\u007f\u0080\u00ff".ToCharArray())
            .Select(character => (byte)character)), (1, Gen.Byte)));

    /// <summary>The default limits, and limits so small that they are often reached.</summary>
    public static readonly Gen<HttpLimits> Limits = Gen.OneOf(new HttpLimits(), new HttpLimits
    {
        RequestLineBytesMax = 27,
        HeaderSectionBytesMax = 120,
        HeaderFieldsMax = 6,
        BodyBytesMax = 80,
        ChunkHeaderBytesMax = 12,
        ChunkFramingBytesMax = 40,
        TrailerBytesMax = 8,
    });

    /// <summary>One to four pipelined requests.</summary>
    public static readonly Gen<byte[]> Stream =
        Request.Array[1, 4].Select(requests => Encoding.Latin1.GetBytes(string.Concat(requests)));

    /// <summary>The same with up to two mutations.</summary>
    public static readonly Gen<byte[]> MutatedStream = Gen.Select(Stream, Mutation.Array[0, 2], (stream, mutations) =>
        mutations.Aggregate(stream, Mutate));

    private static string InCase(string field, int letters) => letters switch
    {
        0 => field,
        1 => field.ToLowerInvariant(),
        _ => field.ToUpperInvariant(),
    };

    private static byte[] Mutate(byte[] stream, (double Position, int Kind, byte Octet) mutation)
    {
        int at = (int)(mutation.Position * stream.Length);
        int after = Math.Min(at + 1, stream.Length);
        return mutation.Kind switch
        {
            0 => [.. stream[..at], mutation.Octet, .. stream[after..]],
            1 => [.. stream[..at], mutation.Octet, .. stream[at..]],
            2 => [.. stream[..at], .. stream[after..]],
            _ => stream[..at],
        };
    }
}
