using System.Globalization;
using System.Runtime.CompilerServices;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>
/// What is common in a stream's answers, whichever way it arrives and with nothing readable behind it. Every text that
/// another test sends is held to the same by <see cref="Conversation.Of(string, HttpLimits?)"/>.
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
    public void AnyCutGetsTheSameResponses(string stream) => Assert.NotEqual("", Conversation.Of(stream).SentText);

    /// <summary>The kernel's word that the tests above would end the process if the parser read too far.</summary>
    [GuardPageFact]
    public void NothingBehindWhatWasReceivedCanBeRead()
    {
        nuint end = Conversation.EndOfReceived;
        string[] pages = [.. File.ReadLines("/proc/self/maps").Where(line => Holds(line, end - 1) || Holds(line, end))];
        Assert.Equal(["rw-p", "---p"], pages.Select(line => line.Split(' ')[1]));
    }

    /// <summary>A line is "START-END rwxp …", both in hexadecimal.</summary>
    private static bool Holds(string line, nuint address)
    {
        nuint[] range = [.. line.Split(' ')[0].Split('-')
            .Select(text => nuint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        return range[0] <= address && address < range[1];
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class GuardPageFactAttribute([CallerMemberName] string test = "")
        : ConditionalFactAttribute(OperatingSystem.IsLinux() ? null : "needs Linux's mmap and mprotect", test);
}
