namespace Appliance.Listening.Linux;

/// <summary>Lets one thing be said in 10 seconds, however often it happens.</summary>
internal struct LogThrottle
{
    private const int Milliseconds = 10_000;

    private long _nextMilliseconds;
    private int _suppressed;

    /// <summary>When what was left out can be said, milliseconds on the monotonic clock; never if nothing was.
    /// </summary>
    public readonly long SuppressedDueMilliseconds => _suppressed > 0 ? _nextMilliseconds : long.MaxValue;

    /// <summary>Whether it may be said again; then it counts as said.</summary>
    public bool TryLog() => TryLog(out _);

    /// <summary>As <see cref="TryLog()"/>.</summary>
    /// <param name="suppressed">How often it happened, and was not said, since it was said last.</param>
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
