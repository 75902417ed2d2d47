namespace Appliance.Listening.Linux;

/// <summary>When the steps of a drain come, milliseconds on the monotonic clock; never, until it begins.</summary>
internal struct DrainSchedule()
{
    /// <summary>Milliseconds for handshakes that were under way when the drain began. Their clients take themselves for
    /// connected and send; a listening socket that is closed before the last packet of the handshake resets
    /// them.</summary>
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

    /// <summary>The listening sockets are to be closed; true once.</summary>
    public bool TryEndListening(long nowMilliseconds) => TryPass(ref _listenEnd, nowMilliseconds);

    /// <summary>Connections without a request are to be closed; true once.</summary>
    public bool TryEndIdle(long nowMilliseconds) => TryPass(ref _idleEnd, nowMilliseconds);

    /// <summary>What is left is to be reset.</summary>
    public readonly bool IsOver(long nowMilliseconds) => nowMilliseconds >= _end;

    /// <summary>Until the next step, -1 if there is none.</summary>
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
