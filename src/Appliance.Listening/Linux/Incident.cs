namespace Appliance.Listening.Linux;

/// <summary>
/// What happens again and again, as one thing with a beginning and an end: it is over when it has not happened for a
/// while. So a log has two lines, however often it happens.
/// </summary>
internal struct Incident
{
    public const int QuietMilliseconds = 5000;

    private long _beginMilliseconds;
    private long _lastMilliseconds;

    /// <summary>How often it has happened; 0 while there is no episode.</summary>
    public int Count { get; private set; }

    /// <summary>From the first time to the last.</summary>
    public readonly long DurationMilliseconds => _lastMilliseconds - _beginMilliseconds;

    /// <summary>When it is over if nothing happens until then.</summary>
    public readonly long EndMilliseconds => Count == 0 ? long.MaxValue : _lastMilliseconds + QuietMilliseconds;

    /// <summary>It happens; true if that begins an episode.</summary>
    public bool Add(long nowMilliseconds)
    {
        _lastMilliseconds = nowMilliseconds;
        if (Count < int.MaxValue)
            Count++;
        if (Count > 1)
            return false;
        _beginMilliseconds = nowMilliseconds;
        return true;
    }

    /// <summary>What happened last lasts until now.</summary>
    public void Extend(long nowMilliseconds) => _lastMilliseconds = nowMilliseconds;
}
