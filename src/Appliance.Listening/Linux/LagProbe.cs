using System.Diagnostics;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// Measures how long received bytes wait to be processed. Epoll returns ready events in order, so the probe's own
/// event, queued behind all ready ones, takes as long as a request would.
/// </summary>
internal sealed class LagProbe : IDisposable
{
    private const int IntervalMilliseconds = 250;

    private readonly EventFd _event = new();
    private long _sentMilliseconds;
    private bool _isPending;
    private long _lagMilliseconds;

    public int Descriptor => _event.Descriptor;

    /// <summary>Sends a probe, unless one is pending or was sent within the interval.</summary>
    public void Send(long nowMilliseconds)
    {
        if (_isPending || nowMilliseconds - _sentMilliseconds < IntervalMilliseconds)
            return;
        _isPending = true;
        _sentMilliseconds = nowMilliseconds;
        _event.Signal();
    }

    /// <summary>The probe's event arrived.</summary>
    public void Return(long nowMilliseconds)
    {
        Debug.Assert(_isPending);
        _event.Reset();
        _isPending = false;
        _lagMilliseconds = nowMilliseconds - _sentMilliseconds;
    }

    /// <summary>The lag of the last probe, or the age of the pending one if that is more.</summary>
    public long LagMilliseconds(long nowMilliseconds) =>
        _isPending ? Math.Max(_lagMilliseconds, nowMilliseconds - _sentMilliseconds) : _lagMilliseconds;

    public void Dispose() => _event.Dispose();
}
