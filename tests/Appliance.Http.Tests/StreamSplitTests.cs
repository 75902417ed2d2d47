using System.Globalization;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>
/// The responses to a stream do not depend on how it is split, and the parser never reads beyond the received bytes.
/// <see cref="Conversation.Of(string, HttpLimits?)"/> asserts the same for the streams of all other tests.
/// </summary>
public sealed class StreamSplitTests
{
    [Theory]
    [InlineData("GET /api/token?x=%41 HTTP/1.1\r\nHost: [::1]:80\r\nAccept: */*\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n")]
    [InlineData("POST http://h:1/p?q HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("\r\nPUT / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "5;a=\"b\\\"\" ; c\r\nhello\r\n0006\r\n world\r\n0\r\nT: 1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nV: a\u0000")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n")]
    [InlineData("BREW / HTTP/1.1\r\nHost: h\r\n\r\n")]
    public void Every_stream_split_gets_the_same_responses(string stream) =>
        Assert.NotEqual("", Conversation.Of(stream).SentText);

    /// <summary>Verifies in /proc/self/maps that reading beyond the received bytes would crash the process.</summary>
    [RequiresFact(Needs.GuardPages)]
    public void Guard_page_follows_the_received_bytes()
    {
        nuint end = Conversation.EndOfReceived;
        string[] pages = [.. File.ReadLines("/proc/self/maps").Where(line =>
            Contains(line, end - 1) || Contains(line, end))];
        Assert.Equal(["rw-p", "---p"], pages.Select(line => line.Split(' ')[1]));
    }

    /// <summary>The line format is "START-END rwxp …", with hexadecimal addresses.</summary>
    private static bool Contains(string line, nuint address)
    {
        nuint[] range = [.. line.Split(' ')[0].Split('-')
            .Select(text => nuint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        return range[0] <= address && address < range[1];
    }
}
