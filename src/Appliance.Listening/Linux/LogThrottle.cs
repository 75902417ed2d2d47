namespace Appliance.Listening.Linux;

/// <summary>Throttles one log message to once per 10 s.</summary>
internal struct LogThrottle
{
    private const int Milliseconds = 10_000;

    private long _nextMilliseconds;
    private int _suppressed;

    /// <summary>
    /// When suppressed messages can be reported: milliseconds on the monotonic clock; never without any.
    /// </summary>
    public readonly long SuppressedDueMilliseconds => _suppressed > 0 ? _nextMilliseconds : long.MaxValue;

    /// <summary>Whether the message may be logged now; if so, the next 10 s begin.</summary>
    public bool TryLog() => TryLog(out _);

    /// <summary>See <see cref="TryLog()"/>.</summary>
    /// <param name="suppressed">Messages suppressed since the last one was logged.</param>
    public bool TryLog(out int suppressed)
    {
        suppressed = _suppressed;
        long now = Environment.TickCount64;
        if (now < _nextMilliseconds)
        {
            if (_suppressed < int.MaxValue)
                _suppressed++;
            return false;
        }
        _nextMilliseconds = now + Milliseconds;
        _suppressed = 0;
        return true;
    }
}
