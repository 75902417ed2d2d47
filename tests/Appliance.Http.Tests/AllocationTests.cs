using System.Text;
using Appliance.TestKit;

namespace Appliance.Http.Tests;

/// <summary>Handling a request allocates nothing, valid or rejected.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("GET /livez HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n")]
    [InlineData("POST http://h/p?q HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: x, keep-alive\r\n\r\nok")]
    [InlineData("PUT / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\nx\r\n0\r\nT:\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("BREW / HTTP/1.1\r\n")]
    public void Handling_a_request_allocates_nothing(string request)
    {
        var engine = new HttpEngine(new HttpLimits());
        byte[] template = Encoding.ASCII.GetBytes(request);
        byte[] received = new byte[template.Length];
        byte[] responses = new byte[engine.ResponseBytesMax];
        PlainHandler handler = default;
        int round = 0, written = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            engine.BeginTurn(round++);
            template.CopyTo(received, 0);
            HttpSession session = default;
            written += engine.Advance(ref session, ref handler, received, responses).Written;
        }));
        Assert.True(written > 0);
    }

    private readonly struct PlainHandler : IRequestHandler
    {
        public bool TryAdmit(in HttpRequest head, ref HttpResponse response) => true;

        public bool TryFinish(long ticket, ref HttpResponse response) => false;

        public void Abandon(long ticket) => Assert.Fail("no response was deferred");

        public void Seal(Span<byte> responses)
        {
            // No response is unsealed.
        }

        public void Handle(in HttpRequest request, ref HttpResponse response)
        {
            response.NoStore = true;
            response.ContentKind = ContentKind.Json;
            response.BodyLength = request.Body.Length;
            request.Body.CopyTo(response.BodyBuffer);
        }
    }
}
