namespace Appliance.Http.Tests;

/// <summary>Each limit at its maximum and one above it.</summary>
public sealed class LimitsTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: h\r\n";

    [Theory]
    [InlineData(8192, 200)]
    [InlineData(8193, 414)]
    public void Request_line_over_the_limit_gets_414(int bytes, int status)
    {
        string path = "/" + new string('a', bytes - "GET / HTTP/1.1".Length);
        Assert.Equal(status, Responses.One($"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n").Status);
    }

    [Theory]
    [InlineData(16384, 200)]
    [InlineData(16385, 431)]
    public void Header_section_over_the_limit_gets_431(int bytes, int status)
    {
        string value = new('a', bytes - "Host: h\r\nV: \r\n".Length);
        Assert.Equal(status, Responses.One($"GET / HTTP/1.1\r\nHost: h\r\nV: {value}\r\n\r\n").Status);
    }

    [Theory]
    [InlineData(64, 200)]
    [InlineData(65, 431)]
    public void Too_many_header_fields_get_431(int fields, int status)
    {
        string others = string.Concat(Enumerable.Repeat("V: 1\r\n", fields - 1));
        Assert.Equal(status, Responses.One($"GET / HTTP/1.1\r\nHost: h\r\n{others}\r\n").Status);
    }

    [Theory]
    [InlineData(65536, 200)]
    [InlineData(65537, 413)]
    public void Content_Length_body_over_the_limit_gets_413(int bytes, int status) =>
        Assert.Equal(status,
            Responses.One($"{Head}Content-Length: {bytes}\r\n\r\n{new string('b', bytes)}").Status);

    [Theory]
    [InlineData(65536, 200)]
    [InlineData(65537, 413)]
    public void Single_chunk_over_the_body_limit_gets_413(int bytes, int status) =>
        Assert.Equal(status, Responses.One(Chunked($"{bytes:x}\r\n{new string('b', bytes)}\r\n0\r\n\r\n")).Status);

    [Theory]
    [InlineData(32768, 200)]
    [InlineData(32769, 413)]
    public void Two_chunks_over_the_body_limit_get_413(int second, int status) =>
        Assert.Equal(status, Responses.One(Chunked(
            $"8000\r\n{new string('b', 32768)}\r\n{second:x}\r\n{new string('b', second)}\r\n0\r\n\r\n")).Status);

    /// <summary>
    /// The batch limit applies to POST with a credential at a batch path; it may be larger or smaller than the other.
    /// </summary>
    [Theory]
    [InlineData("POST /batch", "Authorization: x\r\n", 10, 20, 200)]
    [InlineData("POST /batch", "Authorization: x\r\n", 10, 21, 413)]
    [InlineData("POST /batch?q", "Authorization: x\r\n", 10, 20, 200)]
    [InlineData("POST /batch/", "Authorization: x\r\n", 10, 11, 413)]
    [InlineData("POST /batch", "", 10, 11, 413)]
    [InlineData("PUT /batch", "Authorization: x\r\n", 10, 11, 413)]
    [InlineData("POST /other", "Authorization: x\r\n", 10, 10, 200)]
    [InlineData("POST /other", "Authorization: x\r\n", 10, 11, 413)]
    [InlineData("POST /batch", "Authorization: x\r\n", 30, 20, 200)]
    [InlineData("POST /batch", "Authorization: x\r\n", 30, 21, 413)]
    [InlineData("POST /other", "", 30, 30, 200)]
    public void Batch_path_with_credential_uses_the_batch_body_limit(
        string start, string credential, int bodyBytesMax, int bytes, int status)
    {
        var limits = new HttpLimits
        {
            BatchPaths = ["/larger", "/batch"],
            BatchBodyBytesMax = 20,
            BodyBytesMax = bodyBytesMax,
        };
        string head = $"{start} HTTP/1.1\r\nHost: h\r\n{credential}", body = new('b', bytes);
        string byLength = $"{head}Content-Length: {bytes}\r\n\r\n{body}";
        string chunked = $"{head}Transfer-Encoding: chunked\r\n\r\n{bytes:x}\r\n{body}\r\n0\r\n\r\n";
        Assert.Equal(status, Responses.One(byLength, limits).Status);
        Assert.Equal(status, Responses.One(chunked, limits).Status);
    }

    [Theory]
    [InlineData(256, 200)]
    [InlineData(257, 400)]
    public void Chunk_header_over_the_limit_gets_400(int bytes, int status) =>
        Assert.Equal(status, Responses.One(Chunked(
            $"1;{new string('e', bytes - 2)}\r\nb\r\n0\r\n\r\n")).Status);

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public void Chunk_framing_over_the_limit_gets_413(int over, int status)
    {
        var limits = new HttpLimits { ChunkFramingBytesMax = 10 * 5 + 3 };
        string chunks = string.Concat(Enumerable.Repeat("1\r\nb\r\n", 10));
        Assert.Equal(status, Responses.One(Chunked($"{chunks}0{new string('0', over)}\r\n\r\n"), limits).Status);
    }

    /// <summary>The line end after chunk data is counted with the chunk header, before the data arrives.</summary>
    [Theory]
    [InlineData(50, false)]
    [InlineData(49, true)]
    public void Chunk_framing_counts_the_line_end_before_the_data_arrives(int framingBytesMax, bool isRejected)
    {
        var limits = new HttpLimits { ChunkFramingBytesMax = framingBytesMax };
        string chunks = string.Concat(Enumerable.Repeat("1\r\nb\r\n", 9));
        Assert.Equal(isRejected, Conversation.Of(Chunked($"{chunks}1\r\n"), limits).IsClosed);
    }

    [Theory]
    [InlineData(8192, 200)]
    [InlineData(8193, 431)]
    public void Trailer_section_over_the_limit_gets_431(int bytes, int status) =>
        Assert.Equal(status, Responses.One(Chunked(
            $"0\r\nT: 1\r\nU: {new string('t', bytes - "T: 1\r\nU: \r\n".Length)}\r\n\r\n")).Status);

    [Fact]
    public void Largest_chunked_request_fits_the_receive_buffer()
    {
        var limits = new HttpLimits
        {
            RequestLineBytesMax = 64,
            HeaderSectionBytesMax = 128,
            BodyBytesMax = 100,
            ChunkHeaderBytesMax = 40,
            ChunkFramingBytesMax = 600,
            TrailerBytesMax = 50,
        };
        string path = "/" + new string('a', 64 - "POST / HTTP/1.1".Length);
        const string framing = "Host: h\r\nTransfer-Encoding: chunked\r\n";
        string filler = new('v', 128 - framing.Length - "V: \r\n".Length);
        // Framing: 13 chunks with 39 + 4 bytes, one with 22 + 4, the last with 13 + 2.
        string chunks = string.Concat(Enumerable.Repeat($"1;{new string('e', 37)}\r\nb\r\n", 13))
            + $"57;{new string('e', 19)}\r\n{new string('b', 87)}\r\n0;{new string('e', 11)}\r\n";
        string trailers = $"T: {new string('t', 45)}\r\n";
        string stream = $"POST {path} HTTP/1.1\r\n{framing}V: {filler}\r\n\r\n{chunks}{trailers}\r\n";
        var conversation = new Conversation(limits);
        foreach (char character in stream)
            conversation.Receive(character.ToString());
        Assert.Equal(conversation.Engine.ReceiveBytesMax - limits.ChunkHeaderBytesMax, stream.Length);
        Assert.StartsWith("HTTP/1.1 200", conversation.SentText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(HttpLimits.SettingBytesMax + 1)]
    public void Limit_out_of_range_throws(int value)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(
            () => new HttpEngine(new HttpLimits { TrailerBytesMax = value }));
        Assert.Equal(nameof(HttpLimits.TrailerBytesMax), thrown.ParamName);
    }

    [Fact]
    public void Negative_requests_per_connection_throws()
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(
            () => new HttpEngine(new HttpLimits { RequestsPerConnectionMax = -1 }));
        Assert.Equal(nameof(HttpLimits.RequestsPerConnectionMax), thrown.ParamName);
    }

    private static string Chunked(string body) => $"{Head}Transfer-Encoding: chunked\r\n\r\n{body}";
}
