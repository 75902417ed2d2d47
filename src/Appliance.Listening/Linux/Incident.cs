namespace Appliance.Listening.Linux;

/// <summary>
/// Aggregates repeated events into one incident, which ends when the event has not occurred for 5 s. The log gets one
/// line at the start and one at the end.
/// </summary>
internal struct Incident
{
    public const int QuietMilliseconds = 5000;

    private long _beginMilliseconds;
    private long _lastMilliseconds;

    /// <summary>Number of events; 0 while there is no incident.</summary>
    public int Count { get; private set; }

    /// <summary>From the first event to the last, in milliseconds.</summary>
    public readonly long DurationMilliseconds => _lastMilliseconds - _beginMilliseconds;

    /// <summary>When the incident ends if no further event occurs: milliseconds on the monotonic clock.</summary>
    public readonly long EndMilliseconds => Count == 0 ? long.MaxValue : _lastMilliseconds + QuietMilliseconds;

    /// <summary>Records an event; true if it starts an incident.</summary>
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

    /// <summary>Records that the last event continues until now.</summary>
    public void Extend(long nowMilliseconds) => _lastMilliseconds = nowMilliseconds;
}
