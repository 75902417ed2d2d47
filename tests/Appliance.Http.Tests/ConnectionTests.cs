using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Whether a connection is kept, and what the answer says about it (RFC 9112 §9.3).</summary>
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
    public void KeepAlive(string version, string connection, string? said, bool isClosed)
    {
        Conversation conversation = Conversation.Of($"GET / HTTP/{version}\r\nHost: h\r\n{connection}\r\n");
        Response response = Assert.Single(Response.ReadAll(conversation.Sent));
        Assert.Equal(said, response["Connection"]);
        Assert.Equal(isClosed, conversation.IsClosed);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0")]
    public void WhileDrainingEveryResponseCloses(string version)
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
    public void TheLastRequestAllowedClosesTheConnection(int requestsMax)
    {
        var limits = new HttpLimits { RequestsPerConnectionMax = requestsMax };
        string stream = string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", requestsMax + 1));
        Conversation conversation = Conversation.Of(stream, limits);
        Assert.True(conversation.IsClosed);
        Assert.Equal(requestsMax, conversation.Requests);
        IEnumerable<string?> said = Response.ReadAll(conversation.Sent).Select(response => response["Connection"]);
        Assert.Equal([.. Enumerable.Repeat<string?>(null, requestsMax - 1), "close"], said);
    }

    [Fact]
    public void RequestsAreCountedOverEverythingThatArrives()
    {
        var conversation = new Conversation(new HttpLimits { RequestsPerConnectionMax = 2 });
        conversation.Receive("\r\nPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
        conversation.Receive("b");
        Assert.Equal(SessionAction.Idle, conversation.Next);
        conversation.Receive("\r\nGET / HTTP/1.0\r\nConnection: keep-").Receive("alive\r\n\r\n");
        Assert.True(conversation.IsClosed);
        Assert.Equal([null, "close"], Response.ReadAll(conversation.Sent).Select(response => response["Connection"]));
    }

    [Fact]
    public void WithoutALimitAnyNumberIsAnswered()
    {
        string stream = string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 2000));
        var conversation = new Conversation(responseRoom: 2_000_000);
        Assert.Equal(SessionAction.Idle, conversation.Receive(stream).Next);
        Assert.Equal(2000, conversation.Requests);
    }

    [Fact]
    public void Http10NeedsNoHost() =>
        Assert.Equal("", Responses.One("GET / HTTP/1.0\r\n\r\n").Body.Split('\n')[3]);
}
