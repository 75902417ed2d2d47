using Appliance.Connections;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Expect: 100-continue, RFC 9110 §10.1.1.</summary>
public sealed class ContinueTests
{
    private const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 2\r\n", "ok")]
    [InlineData("Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n")]
    public void Expect_100_continue_gets_one_interim_response_before_the_final_one(string framing, string body)
    {
        var conversation = new Conversation();
        conversation.Receive("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n" + framing);
        Assert.Empty(conversation.Sent);
        conversation.Receive("\r\n");
        Assert.Equal(Continue, conversation.SentText);
        foreach (char character in body)
            conversation.Receive(character.ToString());
        Assert.Equal([100, 200], Response.ReadAll(conversation.Sent).Select(response => response.Status));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok", 200)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n", 200)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n", 413)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n", 417)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue, x\r\nContent-Length: 2\r\n\r\n", 417)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect:\r\nContent-Length: 2\r\n\r\n", 417)]
    [InlineData("POST / HTTP/1.0\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\nok", 200)]
    public void Expect_100_continue_that_needs_no_interim_response_gets_only_the_final_one(string stream, int status) =>
        Assert.Equal(status, Responses.One(stream).Status);

    [Fact]
    public void Http10_request_gets_no_100_continue()
    {
        Conversation conversation = Conversation.Of(
            "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        Assert.Empty(conversation.Sent);
        Assert.Equal(ConnectionPhase.ReceiveBody, conversation.Next);
    }
}
