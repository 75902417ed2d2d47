using System.Globalization;
using System.Text;
using Appliance.Connections;

namespace Appliance.Http.Tests;

/// <summary>Serialization of a handler's response.</summary>
public sealed class ResponseTests
{
    private delegate void Fill(ref HttpResponse response);

    [Fact]
    public void Response_fields_have_a_fixed_order() =>
        Assert.Equal(
            "HTTP/1.1 401 Unauthorized\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\nCache-Control: no-store\r\nConnection: close\r\nWWW-Authenticate: Basic\r\n"
            + "Vary: Origin\r\n\r\n{}",
            Sent("GET", (ref HttpResponse response) =>
            {
                response.Status = HttpStatus.Unauthorized;
                response.ContentKind = ContentKind.Json;
                response.NoStore = true;
                response.CloseConnection = true;
                response.AddHeader("WWW-Authenticate: Basic\r\n"u8);
                response.AddHeader("Vary: Origin\r\n"u8);
                "{}"u8.CopyTo(response.BodyBuffer);
                response.BodyLength = 2;
            }));

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public void Unsealed_part_is_placed_where_it_is_in_the_buffer_if_the_body_is_sent(string method)
    {
        RecordingSealer sealer = new();
        string sent = Sent(method, (ref HttpResponse response) =>
        {
            "{\"signature\":?}"u8.CopyTo(response.BodyBuffer);
            response.BodyLength = 15;
            response.LeaveUnsealed(sealer, 13);
        });
        Assert.Equal(method == "HEAD" ? [] : [sent.IndexOf('?')], sealer.Starts);
    }

    [Fact]
    public void Default_response_is_an_empty_200() =>
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n",
            Sent("GET", (ref HttpResponse _) => { }));

    [Fact]
    public void HEAD_response_has_Content_Length_and_no_body() =>
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: 7\r\n\r\n",
            Sent("HEAD", (ref HttpResponse response) =>
            {
                response.ContentKind = ContentKind.Text;
                response.BodyLength = 7;
            }));

    [Theory]
    [InlineData(HttpStatus.NoContent, "204 No Content")]
    [InlineData(HttpStatus.NotModified, "304 Not Modified")]
    public void Status_204_and_304_have_no_body_and_no_Content_Length(HttpStatus status, string line) =>
        Assert.Equal(
            $"HTTP/1.1 {line}\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            Sent("GET", (ref HttpResponse response) =>
            {
                response.Status = status;
                response.ContentKind = ContentKind.Json;
                response.BodyLength = 5;
            }));

    [Fact]
    public void Every_status_has_a_status_line()
    {
        foreach (HttpStatus status in Enum.GetValues<HttpStatus>())
        {
            string line = Encoding.ASCII.GetString(StatusLines.Line(status));
            Assert.Matches($"^HTTP/1\\.1 {(int)status} [A-Za-z -]+\r\n$", line);
            Assert.InRange(line.Length, 1, StatusLines.LineBytesMax);
        }
        foreach (ContentKind kind in Enum.GetValues<ContentKind>())
            Assert.InRange(ContentTypes.Line(kind).Length, 0, ContentTypes.LineBytesMax);
    }

    [Fact]
    public void Largest_response_fits_the_response_buffer()
    {
        string sent = Sent("GET", (ref HttpResponse response) =>
        {
            response.Status = HttpStatus.RequestHeaderFieldsTooLarge;
            response.ContentKind = ContentKind.Text;
            response.NoStore = true;
            response.CloseConnection = true;
            response.BodyLength = response.BodyBuffer.Length;
            response.AddHeader(Encoding.ASCII.GetBytes($"V: {new string('v', 1024 - 5)}\r\n"));
        });
        Assert.StartsWith("HTTP/1.1 431 ", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_response_of_a_handler_becomes_500()
    {
        AssertIs500((ref HttpResponse response) => response.BodyLength = response.BodyBuffer.Length + 1);
        AssertIs500((ref HttpResponse response) => response.BodyLength = -1);
        AssertIs500((ref HttpResponse response) => response.Status = (HttpStatus)299);
        AssertIs500((ref HttpResponse response) => response.AddHeader(new byte[1025]));
        AssertIs500((ref HttpResponse response) =>
        {
            response.AddHeader(new byte[1000]);
            response.AddHeader(new byte[25]);
        });
    }

    [Fact]
    public void Date_field_matches_the_framework_format() =>
        Gen.Long[0, 253_402_300_799].Sample(seconds =>
        {
            var date = new HttpDate();
            date.Set(seconds);
            string expected = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
                .ToString("R", CultureInfo.InvariantCulture);
            return Encoding.ASCII.GetString(date.Line) == $"Date: {expected}\r\n";
        });

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(253_402_300_800)]
    [InlineData(long.MaxValue)]
    public void Date_out_of_range_is_ignored(long seconds)
    {
        var date = new HttpDate();
        date.Set(784_111_777);
        date.Set(seconds);
        Assert.Equal("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Encoding.ASCII.GetString(date.Line));
    }

    private static void AssertIs500(Fill fill)
    {
        string sent = Sent("GET", fill);
        Assert.StartsWith("HTTP/1.1 500 ", sent, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", sent, StringComparison.Ordinal);
    }

    private static string Sent(string method, Fill fill)
    {
        var engine = new HttpEngine(new HttpLimits());
        engine.BeginTurn(784_111_777);
        HttpSession session = default;
        var handler = new FillingHandler(fill);
        byte[] responses = new byte[engine.ResponseBytesMax];
        byte[] received = Encoding.ASCII.GetBytes($"{method} / HTTP/1.1\r\nHost: h\r\n\r\n");
        AdvanceResult progress = engine.Advance(ref session, ref handler, received, responses);
        return Encoding.ASCII.GetString(responses, 0, progress.Written);
    }

    private sealed class RecordingSealer : ISealer
    {
        public List<int> Starts { get; } = [];

        public void Place(Span<byte> responses, int start) => Starts.Add(start);
    }

    private readonly struct FillingHandler(Fill fill) : IRequestHandler
    {
        public bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

        public bool TryFinish(long ticket, ref HttpResponse response) => false;

        public void Abandon(long ticket) => Assert.Fail("no response was deferred");

        public void Seal(Span<byte> responses)
        {
            // No response is unsealed.
        }

        public void Handle(in HttpRequest request, ref HttpResponse response) => fill(ref response);
    }
}
