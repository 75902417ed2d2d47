namespace Appliance.Listening.Linux;

/// <summary>The times of a drain's steps: milliseconds on the monotonic clock. Never, until the drain begins.</summary>
internal struct DrainSchedule()
{
    /// <summary>
    /// Milliseconds for handshakes under way when the drain begins. Their clients already consider themselves connected
    /// and send; closing the listening socket before the handshake's last packet resets them.
    /// </summary>
    private const int HandshakeMilliseconds = 100;

    private const long Never = long.MaxValue;

    private long _listenEnd = Never;
    private long _idleEnd = Never;
    private long _end = Never;

    public readonly bool HasStarted => _end != Never;

    public void Begin(long nowMilliseconds, ListenerSettings settings)
    {
        _listenEnd = nowMilliseconds + HandshakeMilliseconds;
        _idleEnd = nowMilliseconds + ListenerSettings.LastRequestMilliseconds;
        _end = nowMilliseconds + 1000L * settings.DrainSeconds;
    }

    /// <summary>Whether the listening sockets must be closed now; true once.</summary>
    public bool TryEndListening(long nowMilliseconds) => TryPass(ref _listenEnd, nowMilliseconds);

    /// <summary>Whether connections without a request must be closed now; true once.</summary>
    public bool TryEndIdle(long nowMilliseconds) => TryPass(ref _idleEnd, nowMilliseconds);

    /// <summary>Whether the remaining connections must be reset.</summary>
    public readonly bool IsOver(long nowMilliseconds) => nowMilliseconds >= _end;

    /// <summary>Milliseconds until the next step; -1 if no step is due.</summary>
    public readonly int WaitMilliseconds(long nowMilliseconds)
    {
        long next = Math.Min(Math.Min(_listenEnd, _idleEnd), _end);
        return next == Never ? -1 : (int)Math.Max(0, next - nowMilliseconds);
    }

    private static bool TryPass(ref long time, long nowMilliseconds)
    {
        if (nowMilliseconds < time)
            return false;
        time = Never;
        return true;
    }
}
