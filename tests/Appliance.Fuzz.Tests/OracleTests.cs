using System.Text;
using Appliance.Http;
using Appliance.TestKit;

namespace Appliance.Fuzz.Tests;

/// <summary>Verifies that each oracle detects a violation; otherwise fuzzing would find nothing.</summary>
public class OracleTests
{
    private const string Live = "000GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Wrong = "000GET /livez HTTP/1.1\r\nHost : a\r\n\r\n";
    private const string Unauthorized = "000POST /v2/rooms/x/tokens HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Elsewhere = "000PUT /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Preflight = "000OPTIONS /api/token HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Unfinished = "000GET /livez HTTP/1.1\r\nHost: a\r\n";
    private const string Token = "000POST /api/token HTTP/1.1\r\nHost: a\r\nContent-Length: 52\r\n\r\n"
        + """{"room_id":"633fcdd84208780bf665346a","role":"host"}""";

    [Theory]
    [InlineData(Live, "HTTP/1.1", "HTTP/1.0")]
    [InlineData(Live, "200", "299")]
    [InlineData(Live, "200", "500")]
    [InlineData(Live, "200 OK", "200OK")]
    [InlineData(Live, "Content-Length: 15", "Content-Length: 14")]
    [InlineData(Live, "Content-Length: 15", "Content-Length: 16")]
    [InlineData(Live, "Content-Length: 15", "Content-Length: 015")]
    [InlineData(Live, "Content-Length: 15\r\n", "")]
    [InlineData(Live, "Date: ", "Data: ")]
    [InlineData(Live, "Cache-Control: no-store", "Date: Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData(Live, "Cache-Control: no-store", "Cache-Control : no-store")]
    [InlineData(Live, "Cache-Control: no-store", "Cache-Control: \0")]
    [InlineData(Live, "Cache-Control: no-store", "Connection: close")]
    [InlineData(Live, "Cache-Control: no-store", "Connection: shut")]
    [InlineData(Live, "application/json", "text/html")]
    [InlineData(Live, "\"ok\"}", "\"ok\",")]
    [InlineData(Live, "HTTP", "HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP")]
    [InlineData(Live, "HTTP", "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\nHTTP")]
    [InlineData(Live, "HTTP", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP")]
    [InlineData(Wrong, "Connection: close\r\n", "")]
    [InlineData(Unfinished, "Connection: close\r\n", "")]
    [InlineData(Unauthorized, "WWW-Authenticate", "WWW-Authenticated")]
    [InlineData(Elsewhere, "Allow: ", "Allows: ")]
    [InlineData(Preflight, "Date", "Content-Length: 0\r\nDate")]
    [InlineData(Token, "no-store", "no-cache")]
    [InlineData(Token, """{"token":"ey""", """{"token":"eY""")]
    [InlineData(Token, "{\"token\"", "{\"taken\"")]
    [InlineData(Token, "200 OK", "403 Forbidden")]
    public void Altered_response_is_a_violation(string bytes, string sent, string instead)
    {
        FuzzInput input = FuzzInput.Of(Encoding.ASCII.GetBytes(bytes));
        Transcript transcript = Conversation.Whole(input);
        ResponseOracle.Check(input, transcript);
        string text = Encoding.ASCII.GetString([.. transcript.Sent]);
        int at = text.IndexOf(sent, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        Transcript changed = new() { Next = transcript.Next, TimedOut = transcript.TimedOut };
        changed.Methods.AddRange(transcript.Methods);
        changed.Sent.AddRange(Encoding.ASCII.GetBytes(text.Remove(at, sent.Length).Insert(at, instead)));
        Assert.Throws<Violation>(() => ResponseOracle.Check(FuzzInput.Of(Encoding.ASCII.GetBytes(bytes)), changed));
    }

    [Fact]
    public void Extra_response_is_a_violation()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Live);
        Transcript transcript = Conversation.Whole(FuzzInput.Of(bytes));
        transcript.Sent.AddRange([.. transcript.Sent]);
        Assert.Throws<Violation>(() => ResponseOracle.Check(FuzzInput.Of(bytes), transcript));
    }

    [Fact]
    public void Missing_response_is_a_violation()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Live);
        Transcript transcript = Conversation.Whole(FuzzInput.Of(bytes));
        transcript.Methods.Add(HttpMethod.Get);
        Assert.Throws<Violation>(() => ResponseOracle.Check(FuzzInput.Of(bytes), transcript));
    }

    [Fact]
    public void Input_header_selects_read_sizes_draining_and_buffer_size()
    {
        FuzzInput input = FuzzInput.Of("21317@GET"u8);
        Assert.Equal([1, 7, 16], input.ReadSizes.ToArray().Select(FuzzInput.BytesOf));
        Assert.Equal("GET"u8, input.Stream);
        Assert.True(input.IsDraining);
        Assert.False(input.HasLittleRoom);
    }

    [Fact]
    public void Replay_without_inputs_or_with_a_missing_file_fails()
    {
        Assert.NotEqual(0, Replay.Run([]));
        Assert.NotEqual(0, Replay.Run(["no-such-file"]));
    }
}
