using System.Text;
using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Responses that are completed after their requests were read.</summary>
public sealed class DeferredResponseTests
{
    private readonly HttpEngine _engine = new(new HttpLimits());
    private readonly byte[] _responses;
    private HttpSession _session;
    private DeferringHandler _handler = new();

    public DeferredResponseTests() => _responses = new byte[3 * _engine.ResponseBytesMax];

    [Fact]
    public void Deferred_responses_keep_the_order_of_pipelined_requests()
    {
        byte[] stream = Requests("/now", "/later", "/now", "/later", "/now");
        AdvanceResult first = Advance(stream);
        Assert.Equal(ConnectionPhase.AwaitResponse, first.Next);
        Assert.Equal(2, _handler.Handled);
        Assert.Equal(["/now"], Bodies(first));

        byte[] rest = stream[first.Consumed..];
        Assert.Equal(new AdvanceResult(0, 0, ConnectionPhase.AwaitResponse), Advance(rest));
        _handler.Ready = 1;
        AdvanceResult second = Advance(rest);
        Assert.Equal(ConnectionPhase.AwaitResponse, second.Next);
        Assert.Equal(["late 1", "/now"], Bodies(second));

        _handler.Ready = 2;
        AdvanceResult third = Advance(rest[second.Consumed..]);
        Assert.Equal(ConnectionPhase.Idle, third.Next);
        Assert.Equal(["late 2", "/now"], Bodies(third));
        HttpEngine.Abandon(ref _session, ref _handler);
        Assert.Empty(_handler.Abandoned);
    }

    [Fact]
    public void Closing_a_connection_abandons_its_deferred_response_once()
    {
        Advance(Requests("/later"));
        HttpEngine.Abandon(ref _session, ref _handler);
        HttpEngine.Abandon(ref _session, ref _handler);
        Assert.Equal([1], _handler.Abandoned);
        _handler.Ready = 1;
        Assert.Equal(new AdvanceResult(0, 0, ConnectionPhase.Close), Advance([]));
    }

    [Theory]
    [InlineData("HEAD /later HTTP/1.1\r\nHost: h\r\n\r\n", null, 0)]
    [InlineData("GET /later HTTP/1.0\r\n\r\n", "close", 6)]
    [InlineData("GET /later HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", 6)]
    [InlineData("GET /later HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "close", 6)]
    public void Deferred_response_obeys_method_version_and_Connection_field_of_its_request(
        string request, string? connection, int bodyBytes)
    {
        byte[] stream = Encoding.ASCII.GetBytes(request + "GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
        AdvanceResult deferred = Advance(stream);
        Assert.Equal(ConnectionPhase.AwaitResponse, deferred.Next);
        _handler.Ready = 1;
        AdvanceResult progress = Advance(stream[deferred.Consumed..]);
        string text = Encoding.ASCII.GetString(_responses.AsSpan(0, progress.Written));
        string[] parts = text.Split("\r\n\r\n", 2);
        Assert.Contains("Content-Length: 6", parts[0]);
        Assert.Equal(connection is not null, parts[0].Contains($"Connection: {connection}"));
        Assert.Equal(connection == "close", progress.Next == ConnectionPhase.Close);
        Assert.StartsWith("late 1"[..bodyBytes] + (connection == "close" ? "" : "HTTP/1.1"), parts[1]);
        Assert.Equal(connection == "close" ? 1 : 2, _handler.Handled);
    }

    [Fact]
    public void Deferred_response_during_draining_announces_connection_close()
    {
        Advance(Requests("/later"));
        _engine.Draining = true;
        _handler.Ready = 1;
        AdvanceResult progress = Advance([]);
        Assert.Equal(ConnectionPhase.Close, progress.Next);
        Assert.Contains("Connection: close", Encoding.ASCII.GetString(_responses.AsSpan(0, progress.Written)));
    }

    [Fact]
    public void Deferred_response_timeout_returns_503_and_closes()
    {
        Advance(Requests("/later"));
        int written = _engine.WriteTimeout(ref _session, _responses);
        Response response = Response.ReadAll(_responses.AsSpan(0, written).ToArray()).Single();
        Assert.Equal(503, response.Status);
        Assert.Equal("close", response["Connection"]);
        HttpEngine.Abandon(ref _session, ref _handler);
        Assert.Equal([1], _handler.Abandoned);
        _handler.Ready = 1;
        Assert.Equal(new AdvanceResult(5, 0, ConnectionPhase.Close), Advance(new byte[5]));
    }

    [Fact]
    public void Invalid_deferred_response_becomes_500()
    {
        Advance(Requests("/later"));
        _handler.Ready = 1;
        _handler.IsBroken = true;
        AdvanceResult progress = Advance([]);
        Assert.Equal(ConnectionPhase.Close, progress.Next);
        Assert.Equal([500], Response.ReadAll(_responses.AsSpan(0, progress.Written).ToArray()).Select(a => a.Status));
    }

    private static byte[] Requests(params string[] paths) => Encoding.ASCII.GetBytes(
        string.Concat(paths.Select(path => $"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n")));

    private AdvanceResult Advance(byte[] received) =>
        _engine.Advance(ref _session, ref _handler, received, _responses);

    private IEnumerable<string> Bodies(AdvanceResult progress) =>
        Response.ReadAll(_responses.AsSpan(0, progress.Written).ToArray()).Select(response => response.BodyLatin1);

    /// <summary>Defers the response to the path /later, and completes tickets up to <see cref="Ready"/>.</summary>
    private struct DeferringHandler : IRequestHandler
    {
        private long _tickets;

        public DeferringHandler()
        {
        }

        public List<long> Abandoned { get; } = [];

        public int Handled { get; private set; }

        public long Ready { get; set; }

        public bool IsBroken { get; set; }

        public void Handle(in HttpRequest request, ref HttpResponse response)
        {
            Handled++;
            if (request.Path.SequenceEqual("/later"u8))
                response.Defer(++_tickets);
            else
                Write(request.Path, ref response);
        }

        public readonly void Seal(Span<byte> responses)
        {
            // No response is unsealed.
        }

        public readonly bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

        public readonly bool TryFinish(long ticket, ref HttpResponse response)
        {
            if (ticket > Ready)
                return false;
            Write(Encoding.ASCII.GetBytes($"late {ticket}"), ref response);
            if (IsBroken)
                response.BodyLength = response.BodyBuffer.Length + 1;
            return true;
        }

        public readonly void Abandon(long ticket) => Abandoned.Add(ticket);

        private static void Write(ReadOnlySpan<byte> body, ref HttpResponse response)
        {
            response.ContentKind = ContentKind.Text;
            body.CopyTo(response.BodyBuffer);
            response.BodyLength = body.Length;
        }
    }
}
