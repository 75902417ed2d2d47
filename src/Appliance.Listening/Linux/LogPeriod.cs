namespace Appliance.Listening.Linux;

/// <summary>Lets one thing be said in 10 seconds, however often it happens.</summary>
internal struct LogPeriod
{
    private const int Milliseconds = 10_000;

    private long _nextMilliseconds;
    private int _leftOut;

    /// <summary>When what was left out can be said, milliseconds on the monotonic clock; never if nothing was.
    /// </summary>
    public readonly long LeftOutMilliseconds => _leftOut > 0 ? _nextMilliseconds : long.MaxValue;

    /// <summary>Whether it may be said again; then it counts as said.</summary>
    public bool TryBegin() => TryBegin(out _);

    /// <summary>As <see cref="TryBegin()"/>.</summary>
    /// <param name="leftOut">How often it happened, and was not said, since it was said last.</param>
    public bool TryBegin(out int leftOut)
    {
        leftOut = _leftOut;
        long now = Environment.TickCount64;
        if (now < _nextMilliseconds)
        {
            if (_leftOut < int.MaxValue)
                _leftOut++;
            return false;
        }
        _nextMilliseconds = now + Milliseconds;
        _leftOut = 0;
        return true;
    }
}
