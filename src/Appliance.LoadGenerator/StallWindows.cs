namespace Appliance.LoadGenerator;

/// <summary>The times in which stalls of the machine disturbed requests.</summary>
public sealed class StallWindows
{
    /// <summary>The time after a stall until the requests queued during it have been processed.</summary>
    private const long RecoveryNs = 10 * Clock.NsPerMs;

    /// <summary>Stalls with their recovery time, in order, without overlaps.</summary>
    private readonly List<TimeRange> _windows = [];

    /// <summary>Merges the stalls of all processors, which can overlap and be in any order. Sorts
    /// <paramref name="stalls"/>.</summary>
    public StallWindows(List<TimeRange> stalls)
    {
        stalls.Sort((one, other) => one.FromNs.CompareTo(other.FromNs));
        foreach (TimeRange stall in stalls)
        {
            TimeRange window = stall with { ToNs = stall.ToNs + RecoveryNs };
            if (_windows.Count > 0 && _windows[^1].Overlaps(window))
                _windows[^1] = _windows[^1] with { ToNs = Math.Max(_windows[^1].ToNs, window.ToNs) };
            else
                _windows.Add(window);
        }
    }

    /// <summary>Whether a stall or its recovery overlaps the request.</summary>
    public bool IsDisturbed(TimeRange request)
    {
        int first = 0;
        int end = _windows.Count;
        while (first < end)
        {
            int middle = (first + end) / 2;
            if (_windows[middle].ToNs < request.FromNs)
                first = middle + 1;
            else
                end = middle;
        }
        return first < _windows.Count && _windows[first].Overlaps(request);
    }

    /// <summary>Summarizes the latency of the undisturbed requests, and counts the others.</summary>
    public UndisturbedLatency Filter(List<TimeRange> requests)
    {
        LatencyHistogram latencies = new();
        int disturbed = 0;
        foreach (TimeRange request in requests)
        {
            if (IsDisturbed(request))
                disturbed++;
            else
                latencies.Record(request.ToNs - request.FromNs);
        }
        return new(latencies.Summarize(), disturbed, requests.Count);
    }
}
