using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>What cannot be kept is refused with 503 and Retry-After, before its body is read.</summary>
public sealed class BufferBudgetTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    private const int BodyBytes = 1000;

    private static int RequestBytes => Head.Length + BodyBytes;

    [Theory]
    [InlineData("")]
    [InlineData("some of the body")]
    public void A_request_that_announces_more_than_can_be_kept_is_refused(string begun)
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Head + begun);
        AssertRefused(conversation, missingBytes: BodyBytes - begun.Length);
        Assert.Equal(0, conversation.Requests);
    }

    [Fact]
    public void A_request_that_can_just_be_kept_is_answered()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes } };
        conversation.Receive(Head);
        Assert.Equal((SessionAction.ReceiveBody, BodyBytes), (conversation.Next, conversation.MissingBytes));
        conversation.Receive(new string('x', BodyBytes));
        Assert.Equal([200], Statuses(conversation));
    }

    [Fact]
    public void Who_waits_for_100_gets_the_refusal_instead()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes } };
        conversation.Receive(Head.Replace("Host: h\r\n", "Host: h\r\nExpect: 100-continue\r\n"));
        AssertRefused(conversation, missingBytes: BodyBytes);
    }

    [Fact]
    public void Requests_before_it_are_answered()
    {
        const string Before = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Before + Head);
        Assert.Equal([200, 503], Statuses(conversation));
        Assert.Equal(1, conversation.Requests);
    }

    /// <summary>It has come all the same, but what it is answered would have no room.</summary>
    [Fact]
    public void A_whole_request_that_has_more_is_not_handled()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = RequestBytes - 1 } };
        conversation.Receive(Head + new string('x', BodyBytes));
        AssertRefused(conversation, missingBytes: 0);
        Assert.Equal(0, conversation.Requests);
    }

    [Fact]
    public void An_answer_that_has_more_is_replaced()
    {
        const string Request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        Conversation conversation = new() { Engine = { BufferableBytes = Request.Length } };
        conversation.Receive(Request);
        AssertRefused(conversation, missingBytes: 0);
    }

    /// <summary>Nobody knows how long a chunked body will be; the listener says when there is no room for more.
    /// </summary>
    [Fact]
    public void A_chunked_request_is_refused_when_there_is_no_room_for_more()
    {
        Conversation conversation = new() { Engine = { BufferableBytes = 200 } };
        conversation.Receive("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nx");
        Assert.Equal((SessionAction.ReceiveBody, 0), (conversation.Next, conversation.MissingBytes));
        conversation.RunOutOfBuffers();
        AssertRefused(conversation, missingBytes: 0);
    }

    [Fact]
    public void Between_requests_nothing_is_said() => Assert.Empty(new Conversation().RunOutOfBuffers().Sent);

    private static void AssertRefused(Conversation conversation, int missingBytes)
    {
        Response response = Assert.Single(Response.ReadAll(conversation.Sent));
        Assert.Equal((503, "1", "close"), (response.Status, response["Retry-After"], response["Connection"]));
        Assert.Equal((SessionAction.Close, missingBytes), (conversation.Next, conversation.MissingBytes));
    }

    private static IEnumerable<int> Statuses(Conversation conversation) =>
        Response.ReadAll(conversation.Sent).Select(response => response.Status);
}
