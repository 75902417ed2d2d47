namespace Appliance.Listening.Linux;

/// <summary>
/// How long a thread's bytes wait for their turn. Epoll hands out what is ready in the order in which it became so: an
/// event of our own, queued behind all that is ready, takes as long to come back as a request would.
/// </summary>
internal sealed class LagProbe : IDisposable
{
    private const int IntervalMilliseconds = 250;

    private readonly EventFd _event = new();
    private long _sentMilliseconds;
    private bool _isPending;
    private long _lagMilliseconds;

    public int Descriptor => _event.Descriptor;

    /// <summary>Queues another one, unless the last is underway or recent.</summary>
    public void Send(long nowMilliseconds)
    {
        if (_isPending || nowMilliseconds - _sentMilliseconds < IntervalMilliseconds)
            return;
        _isPending = true;
        _sentMilliseconds = nowMilliseconds;
        _event.Signal();
    }

    /// <summary>Its event came up.</summary>
    public void Return(long nowMilliseconds)
    {
        _event.Reset();
        _isPending = false;
        _lagMilliseconds = nowMilliseconds - _sentMilliseconds;
    }

    /// <summary>What the last one took, or what this one has taken so far if that is more.</summary>
    public long LagMilliseconds(long nowMilliseconds) =>
        _isPending ? Math.Max(_lagMilliseconds, nowMilliseconds - _sentMilliseconds) : _lagMilliseconds;

    public void Dispose() => _event.Dispose();
}
