using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Exceeding the buffer budget is rejected with 503 and Retry-After, before the body is read.</summary>
public sealed class BufferBudgetTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    private const int BodyBytes = 1000;

    private static int RequestBytes => Head.Length + BodyBytes;

    [Theory]
    [InlineData("")]
    [InlineData("some of the body")]
    public void Content_Length_over_the_buffer_budget_is_rejected_before_the_body(string bodyStart)
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Head + bodyStart);
        AssertRejected(conversation, missingBytes: BodyBytes - bodyStart.Length);
        Assert.Equal(0, conversation.Requests);
    }

    [Fact]
    public void Request_of_exactly_the_buffer_budget_is_handled()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes } };
        conversation.Receive(Head);
        Assert.Equal((ConnectionPhase.ReceiveBody, BodyBytes), (conversation.Next, conversation.MissingBytes));
        conversation.Receive(new string('x', BodyBytes));
        Assert.Equal([200], Statuses(conversation));
    }

    [Fact]
    public void Expect_100_continue_over_the_buffer_budget_gets_503_instead_of_100()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes } };
        conversation.Receive(Head.Replace("Host: h\r\n", "Host: h\r\nExpect: 100-continue\r\n"));
        AssertRejected(conversation, missingBytes: BodyBytes);
    }

    [Fact]
    public void Pipelined_requests_before_a_rejected_one_are_handled()
    {
        const string Before = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Before + Head);
        Assert.Equal([200, 503], Statuses(conversation));
        Assert.Equal(1, conversation.Requests);
    }

    /// <summary>Even if the request was received completely, its response would exceed the budget.</summary>
    [Fact]
    public void Complete_request_over_the_buffer_budget_is_not_handled()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Head + new string('x', BodyBytes));
        AssertRejected(conversation, missingBytes: 0);
        Assert.Equal(0, conversation.Requests);
    }

    [Fact]
    public void Response_over_the_buffer_budget_is_replaced_by_503()
    {
        const string Request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        Conversation conversation = new() { Engine = { BufferableBytes = Request.Length } };
        conversation.Receive(Request);
        AssertRejected(conversation, missingBytes: 0);
    }

    /// <summary>The length of a chunked body is unknown, so the listener reports the exhausted budget.</summary>
    [Fact]
    public void Chunked_request_is_rejected_when_the_buffer_budget_is_exhausted()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = 200 } };
        conversation.Receive("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nx");
        Assert.Equal((ConnectionPhase.ReceiveBody, 0), (conversation.Next, conversation.MissingBytes));
        conversation.RunBuffersExhausted();
        AssertRejected(conversation, missingBytes: 0);
    }

    [Fact]
    public void Exhausted_buffer_budget_between_requests_sends_nothing() =>
        Assert.Empty(new Conversation().RunBuffersExhausted().Sent);

    private static void AssertRejected(Conversation conversation, int missingBytes)
    {
        Response response = Assert.Single(Response.ReadAll(conversation.Sent));
        Assert.Equal((503, "1", "close"), (response.Status, response["Retry-After"], response["Connection"]));
        Assert.Equal((ConnectionPhase.Close, missingBytes), (conversation.Next, conversation.MissingBytes));
    }

    private static IEnumerable<int> Statuses(Conversation conversation) =>
        Response.ReadAll(conversation.Sent).Select(response => response.Status);
}
