namespace Appliance.Listening.Linux;

/// <summary>Lets one thing be said in 10 seconds, however often it happens.</summary>
internal struct LogPeriod
{
    private const int Milliseconds = 10_000;

    private long _nextMilliseconds;

    /// <summary>Whether it may be said again; then it counts as said.</summary>
    public bool TryBegin()
    {
        long now = Environment.TickCount64;
        if (now < _nextMilliseconds)
            return false;
        _nextMilliseconds = now + Milliseconds;
        return true;
    }
}
