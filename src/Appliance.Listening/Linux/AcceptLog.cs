namespace Appliance.Listening.Linux;

/// <summary>
/// Logs the pauses, evictions and limited addresses of one <see cref="Acceptor"/>, at a rate that clients cannot raise.
/// </summary>
internal sealed class AcceptLog(IListenerLog log, bool isAdmin)
{
    /// <summary>The number of <see cref="AcceptPause"/> values, which index the tables.</summary>
    internal const int ReasonCount = 4;

    private readonly Incident[] _pauses = new Incident[ReasonCount];
    private readonly int[] _waitingMax = new int[ReasonCount];
    private Incident _evictions;
    private readonly LogRateLimiter _addresses = LogRateLimiter.OncePer10Seconds();
    private AcceptPause _lastPause;
    private UInt128 _lastLimited;

    /// <summary>When <see cref="EndIncidents"/> is due: milliseconds on the monotonic clock.</summary>
    public long EndMilliseconds { get; private set; } = long.MaxValue;

    public void Pause(AcceptPause reason, long nowMilliseconds)
    {
        _lastPause = reason;
        if (_pauses[(int)reason].Add(nowMilliseconds))
            log.AcceptPaused(reason, isAdmin);
        UpdateEnd();
    }

    /// <summary>Extends the current pause until now.</summary>
    /// <param name="nowMilliseconds">The monotonic clock.</param>
    /// <param name="waiting">Connections in the backlog.</param>
    public void Extend(long nowMilliseconds, int waiting)
    {
        ref Incident pause = ref _pauses[(int)_lastPause];
        if (pause.Count == 0)
            return;
        pause.Extend(nowMilliseconds);
        ref int waitingMax = ref _waitingMax[(int)_lastPause];
        waitingMax = Math.Max(waitingMax, waiting);
        UpdateEnd();
    }

    public void Evict(long nowMilliseconds)
    {
        if (_evictions.Add(nowMilliseconds))
            log.EvictionStarted(isAdmin);
        UpdateEnd();
    }

    public void LimitAddress(UInt128 peerAddress)
    {
        _lastLimited = peerAddress;
        LogLimitedAddress();
        UpdateEnd();
    }

    /// <summary>Logs the end of incidents that are over, and the count of suppressed lines.</summary>
    public void EndIncidents(long nowMilliseconds)
    {
        for (int reason = 0; reason < _pauses.Length; reason++)
        {
            if (nowMilliseconds < _pauses[reason].EndMilliseconds)
                continue;
            log.AcceptResumed(
                (AcceptPause)reason, isAdmin, _pauses[reason].DurationMilliseconds, _waitingMax[reason]);
            _pauses[reason] = default;
            _waitingMax[reason] = 0;
        }
        if (nowMilliseconds >= _evictions.EndMilliseconds)
        {
            log.EvictionEnded(isAdmin, _evictions.DurationMilliseconds, _evictions.Count);
            _evictions = default;
        }
        if (nowMilliseconds >= _addresses.SuppressedDueMilliseconds)
            LogLimitedAddress();
        UpdateEnd();
    }

    private void LogLimitedAddress()
    {
        if (_addresses.TryPass(Environment.TickCount64))
            log.AddressLimited(_lastLimited, (int)Math.Min(_addresses.TakeSuppressed(), int.MaxValue));
    }

    private void UpdateEnd()
    {
        EndMilliseconds = Math.Min(_evictions.EndMilliseconds, _addresses.SuppressedDueMilliseconds);
        foreach (Incident pause in _pauses)
            EndMilliseconds = Math.Min(EndMilliseconds, pause.EndMilliseconds);
    }
}
