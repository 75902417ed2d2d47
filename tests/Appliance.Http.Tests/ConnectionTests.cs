using Appliance.Testing;

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
        Answer answer = Assert.Single(Answer.ReadAll(conversation.Sent));
        Assert.Equal(said, answer["Connection"]);
        Assert.Equal(isClosed, conversation.IsClosed);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("1.0")]
    public void WhileDrainingEveryAnswerCloses(string version)
    {
        var conversation = new Conversation();
        conversation.Engine.Draining = true;
        conversation.Receive($"GET / HTTP/{version}\r\nHost: h\r\nConnection: keep-alive\r\n\r\nGET / ");
        Assert.True(conversation.IsClosed);
        Assert.Equal("close", Assert.Single(Answer.ReadAll(conversation.Sent))["Connection"]);
    }

    [Fact]
    public void Http10NeedsNoHost() =>
        Assert.Equal("", Answers.One("GET / HTTP/1.0\r\n\r\n").Body.Split('\n')[3]);
}
