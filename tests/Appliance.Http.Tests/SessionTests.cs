using System.Text;
using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Pipelining, timeouts (slowloris) and the next action of a connection.</summary>
public sealed class SessionTests
{
    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    [Fact]
    public void Pipelined_requests_get_responses_in_order()
    {
        IReadOnlyList<Response> responses = Responses.Of(
            Get + "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz" + "\r\n"
            + "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n" + Get);
        Assert.Equal(["/a", "/b", "/c", "/a"], responses.Select(response => response.BodyLatin1.Split('\n')[1]));
        Assert.Equal(responses[1].BodyLatin1.Split('\n')[8..], responses[2].BodyLatin1.Split('\n')[8..]);
    }

    [Fact]
    public void Pipelining_pauses_for_a_flush_when_the_response_buffer_is_full()
    {
        var engine = new HttpEngine(new HttpLimits());
        HttpSession session = default;
        EchoHandler handler = default;
        byte[] received = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Get, 5)));
        byte[] room = new byte[engine.ResponseBytesMax];
        for (int flushes = 0; flushes < 4; flushes++)
        {
            AdvanceResult progress = engine.Advance(ref session, ref handler, received, room);
            Assert.Equal(ConnectionPhase.Flush, progress.Next);
            Assert.Equal(Get.Length, progress.Consumed);
            Assert.Equal(flushes + 1, handler.Requests);
            received = received[progress.Consumed..];
            AdvanceResult full = engine.Advance(ref session, ref handler, received, room.AsSpan(1));
            Assert.Equal(new AdvanceResult(0, 0, ConnectionPhase.Flush), full);
        }
        AdvanceResult last = engine.Advance(ref session, ref handler, received, room);
        Assert.Equal(ConnectionPhase.Idle, last.Next);
        Assert.Equal(5, handler.Requests);
    }

    [Fact]
    public void Next_action_follows_the_state_of_the_request()
    {
        var conversation = new Conversation();
        Assert.Equal(ConnectionPhase.ReceiveHead, conversation.Receive("POST / HTTP/1.1\r\nHost: h\r\n").Next);
        Assert.Equal(ConnectionPhase.ReceiveBody, conversation.Receive("Content-Length: 2\r\n\r\nx").Next);
        Assert.Equal(ConnectionPhase.Idle, conversation.Receive("y").Next);
        Assert.Equal(ConnectionPhase.ReceiveHead, conversation.Receive("\r").Next);
        Assert.Equal(ConnectionPhase.Idle, conversation.Receive("\n").Next);
        Assert.Equal(ConnectionPhase.ReceiveHead, conversation.Receive("G").Next);
        Assert.Equal(1, conversation.Requests);
    }

    [Fact]
    public void Only_one_empty_line_before_a_request_line_is_skipped()
    {
        Assert.Equal([200], Responses.Statuses("\r\n" + Get));
        Assert.Equal([400], Responses.Statuses("\r\n\r\n" + Get));
        Assert.Equal([200, 400], Responses.Statuses(Get + "\r\n\r\n" + Get));
    }

    [Fact]
    public void Pipelined_bytes_after_a_rejected_request_are_ignored()
    {
        Conversation conversation = Conversation.Of(Get + "GET / HTTP/1.1\r\n\r\n" + Get);
        Assert.Equal(1, conversation.Requests);
        Assert.True(conversation.IsClosed);
        Assert.Equal([200, 400], Response.ReadAll(conversation.Sent).Select(response => response.Status));
    }

    [Fact]
    public void Closed_session_discards_further_bytes()
    {
        var engine = new HttpEngine(new HttpLimits());
        HttpSession session = default;
        EchoHandler handler = default;
        byte[] responses = new byte[engine.ResponseBytesMax];
        engine.Advance(ref session, ref handler, "x\r"u8.ToArray(), responses);
        AdvanceResult after = engine.Advance(ref session, ref handler, new byte[100], responses);
        Assert.Equal(new AdvanceResult(100, 0, ConnectionPhase.Close), after);
        Assert.Equal(0, engine.WriteTimeout(ref session, responses));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(Get, 0)]
    [InlineData("G", 408)]
    [InlineData(Get + "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx", 408)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", 408)]
    public void Request_timeout_sends_408_and_keep_alive_timeout_sends_nothing(string received, int status)
    {
        var conversation = new Conversation();
        if (received.Length > 0)
            conversation.Receive(received);
        int before = conversation.Sent.Length;
        byte[] timeoutResponse = conversation.TimeOut().Sent[before..];
        Response? response = Response.ReadAll(timeoutResponse).SingleOrDefault();
        Assert.Equal(status, response?.Status ?? 0);
        if (response is not null)
            Assert.Equal("close", response["Connection"]);
    }

    [Fact]
    public void Timeout_of_a_HEAD_request_sends_408_without_body()
    {
        var conversation = new Conversation();
        conversation.Receive("HEAD / HTTP/1.1\r\n").TimeOut();
        Assert.EndsWith("\r\n\r\n", conversation.SentText, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", conversation.SentText, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejection_after_a_HEAD_request_has_a_body()
    {
        byte[] sent = Conversation.Of("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\n\r\n").Sent;
        IReadOnlyList<Response> responses = Response.ReadAll(sent, isHead: n => n == 0);
        Assert.Equal([200, 400], responses.Select(response => response.Status));
        Assert.NotEqual("", responses[1].BodyLatin1);
    }

    [Fact]
    public void Body_that_arrives_byte_by_byte_is_handled_once()
    {
        var conversation = new Conversation();
        conversation.Receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
        conversation.Receive("a").Receive("b");
        Assert.Equal(0, conversation.Requests);
        Assert.Equal(ConnectionPhase.Idle, conversation.Receive("c").Next);
        Assert.Equal(1, conversation.Requests);
    }
}
