using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Keep-alive and Connection: close (RFC 9112 §9.3).</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("1.1", "", null, false)]
    [InlineData("1.1", "Connection: keep-alive\r\n", null, false)]
    [InlineData("1.1", "Connection: close\r\n", "close", true)]
    [InlineData("1.1", "Connection: CLOSE\r\n", "close", true)]
    [InlineData("1.1", "Connection: keep-alive, close\r\n", "close", true)]
    [InlineData("1.1", "Connection: upgrade ,\tclose \r\n", "close", true)]
    [InlineData("1.1", "Connection: close\r\nConnection: keep-alive\r\n", "close", true)]
    [InlineData("1.1", "Connection: closed\r\n", null, false)]
    [InlineData("1.9", "", null, false)]
    [InlineData("1.0", "", "close", true)]
    [InlineData("1.0", "Connection: keep-alive\r\n", "keep-alive", false)]
    [InlineData("1.0", "Connection: Keep-Alive\r\n", "keep-alive", false)]
    [InlineData("1.0", "Connection: keep-alive, close\r\n", "close", true)]
    public void Keep_alive_and_connection_close_follow_the_Connection_field(
        string version, string connection, string? expected, bool isClosed)
    {
        Conversation conversation = Conversation.Of($"GET / HTTP/{version}\r\nHost: h\r\n{connection}\r\n");
        Response response = Assert.Single(Response.ReadAll(conversation.Sent));
        Assert.Equal(expected, response["Connection"]);
        Assert.Equal(isClosed, conversation.IsClosed);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0")]
    public void Draining_closes_the_connection_after_every_response(string version)
    {
        var conversation = new Conversation();
        conversation.Engine.Draining = true;
        conversation.Receive($"GET / HTTP/{version}\r\nHost: h\r\nConnection: keep-alive\r\n\r\nGET / ");
        Assert.True(conversation.IsClosed);
        Assert.Equal("close", Assert.Single(Response.ReadAll(conversation.Sent))["Connection"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Connection_closes_after_the_maximum_number_of_requests(int requestsMax)
    {
        var limits = new HttpLimits { RequestsPerConnectionMax = requestsMax };
        string stream = string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", requestsMax + 1));
        Conversation conversation = Conversation.Of(stream, limits);
        Assert.True(conversation.IsClosed);
        Assert.Equal(requestsMax, conversation.Requests);
        IEnumerable<string?> fields = Response.ReadAll(conversation.Sent).Select(response => response["Connection"]);
        Assert.Equal([.. Enumerable.Repeat<string?>(null, requestsMax - 1), "close"], fields);
    }

    [Fact]
    public void Request_count_includes_requests_that_arrive_in_parts()
    {
        var conversation = new Conversation(new HttpLimits { RequestsPerConnectionMax = 2 });
        conversation.Receive("\r\nPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
        conversation.Receive("b");
        Assert.Equal(ConnectionPhase.Idle, conversation.Next);
        conversation.Receive("\r\nGET / HTTP/1.0\r\nConnection: keep-").Receive("alive\r\n\r\n");
        Assert.True(conversation.IsClosed);
        Assert.Equal([null, "close"], Response.ReadAll(conversation.Sent).Select(response => response["Connection"]));
    }

    [Fact]
    public void Unlimited_pipelined_requests_keep_the_connection_alive()
    {
        string stream = string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 2000));
        var conversation = new Conversation(responseRoom: 2_000_000);
        Assert.Equal(ConnectionPhase.Idle, conversation.Receive(stream).Next);
        Assert.Equal(2000, conversation.Requests);
    }

    [Fact]
    public void Http10_request_without_Host_is_accepted() =>
        Assert.Equal("", Responses.One("GET / HTTP/1.0\r\n\r\n").BodyLatin1.Split('\n')[3]);
}
