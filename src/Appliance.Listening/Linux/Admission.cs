namespace Appliance.Listening.Linux;

/// <summary>
/// Decides when the surfaces of one thread accept. While no slot is free a surface waits. While received bytes wait too
/// long to be processed, the ordinary addresses accept nothing, so that open connections are served; admin addresses
/// still accept.
/// </summary>
/// <param name="ordinary">The ordinary addresses.</param>
/// <param name="admin">The admin addresses, if there are any.</param>
/// <param name="limit">The connection limits of all threads.</param>
/// <param name="lagMillisecondsMax">See <see cref="ListenerSettings.LagMillisecondsMax"/>.</param>
internal sealed class Admission<TConnection>(
    Surface<TConnection> ordinary, Surface<TConnection>? admin, ConnectionLimit limit, int lagMillisecondsMax)
    : IDisposable
    where TConnection : struct
{
    private readonly LagProbe _lag = new();
    private bool _isOverloaded;

    /// <summary>Becomes readable when a probe returns; then call <see cref="EndProbe"/>.</summary>
    public int Descriptor => _lag.Descriptor;

    public void Dispose() => _lag.Dispose();

    /// <summary>Begins to measure the lag, if there are events or the last lag was too long.</summary>
    public void BeginProbe(long nowMilliseconds, bool hasEvents)
    {
        if (hasEvents || _isOverloaded)
            _lag.Send(nowMilliseconds);
    }

    public void EndProbe(long nowMilliseconds) => _lag.Return(nowMilliseconds);

    /// <summary>
    /// Resumes where a slot is free. Without that condition, threads with nothing to evict would wake each other
    /// endlessly.
    /// </summary>
    public void Resume()
    {
        if (!_isOverloaded && limit.HasFreeSlot(isAdmin: false))
            ordinary.Acceptor.Resume();
        if (limit.HasFreeSlot(isAdmin: true))
            admin?.Acceptor.Resume();
    }

    /// <summary>Pauses and resumes the ordinary addresses by the lag, and retries pauses that are due.</summary>
    public void Watch(long nowMilliseconds)
    {
        bool wasOverloaded = _isOverloaded;
        // Hysteresis: overload ends at half the lag at which it begins.
        int lagMax = wasOverloaded ? lagMillisecondsMax / 2 : lagMillisecondsMax;
        _isOverloaded = _lag.LagMilliseconds(Environment.TickCount64) > lagMax;
        if (_isOverloaded && !ordinary.Acceptor.IsPaused)
            ordinary.Acceptor.Pause(AcceptPause.Overload);
        else if (!_isOverloaded && wasOverloaded)
            ordinary.Acceptor.Resume();
        ordinary.Acceptor.RetryDue(nowMilliseconds, mayResume: !_isOverloaded);
        admin?.Acceptor.RetryDue(nowMilliseconds, mayResume: true);
    }
}
