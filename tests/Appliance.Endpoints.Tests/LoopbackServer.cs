using System.Collections.Concurrent;
using Appliance.Hosting.Serving;
using Appliance.Http;
using Appliance.Listening;
using Appliance.TestHost;

namespace Appliance.Endpoints.Tests;

/// <summary>Serves the test policy on a free loopback port, with the protocol of the service.</summary>
internal sealed class LoopbackServer : IListenerLog, IDisposable
{
    private readonly Listener<HttpProtocol, HttpConnection> _listener;
    private readonly ConcurrentQueue<Exception> _failures = [];

    public LoopbackServer()
    {
        Assert.True(ListenAddress.TryParse("127.0.0.1:0", out ListenAddress? address, out _));
        ApiServices services = new HostBuilder { Policy = Policies.Current }.BuildServices();
        _listener = Listener<HttpProtocol, HttpConnection>.Start(
            [address!], new ListenerSettings { Threads = 1, DrainSeconds = 1 },
            _ => new HttpProtocol(services, new HttpLimits(), _ => Surface.Any), this);
    }

    public string Url => $"http://{_listener.BoundAddresses[0]}";

    public void AcceptPaused(AcceptPause reason, bool isAdmin)
    {
        // A pause ends by itself; a test that waits too long fails by its own timeout.
    }

    public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax)
    {
    }

    public void EvictionStarted(bool isAdmin) => Assert.Fail("the tests open fewer connections than the limit");

    public void EvictionEnded(bool isAdmin, long milliseconds, int connections)
    {
    }

    public void AddressLimited(UInt128 peerAddress, int leftOut) => Assert.Fail("the loopback is not limited");

    public void BuffersExhausted() => Assert.Fail("the tests stay below the buffer budget");

    public void MemoryExhausted() => Assert.Fail("the tests stay below the memory limit");

    public void ConnectionFailed(Exception exception) => _failures.Enqueue(exception);

    public void Dispose()
    {
        _listener.Dispose();
        Assert.Empty(_failures);
    }
}
