namespace Appliance.LoadGenerator;

/// <summary>Something that was waited for, from when to when.</summary>
internal readonly record struct Wait(long FromNs, long ToNs)
{
    public bool Meets(Wait other) => FromNs <= other.ToNs && other.FromNs <= ToNs;
}

/// <summary>The times of those requests that no stall of the machine disturbed.</summary>
/// <param name="Latency">Null if none was left.</param>
/// <param name="DisturbedRequests">Those that were left out.</param>
/// <param name="Requests">All of them.</param>
internal readonly record struct Undisturbed(LatencySummary? Latency, int DisturbedRequests, int Requests)
{
    /// <summary>The part of all requests that was left out, in ten-thousandths.</summary>
    public int DisturbedPerTenThousand => Requests == 0 ? 0 : (int)(10_000L * DisturbedRequests / Requests);
}

/// <summary>When the machine stood still, and what of it was felt by whom.</summary>
internal sealed class Stalls
{
    /// <summary>How long what has piled up in a stall is felt after it.</summary>
    private const long RecoveryNs = 10 * Clock.NsPerMs;

    /// <summary>Each with its recovery; in order and apart from each other.</summary>
    private readonly List<Wait> _felt = [];

    /// <summary>From the stalls of all processors, which may overlap and come in any order; they are put into one here.
    /// </summary>
    public Stalls(List<Wait> stalls)
    {
        stalls.Sort((one, other) => one.FromNs.CompareTo(other.FromNs));
        foreach (Wait stall in stalls)
        {
            Wait felt = stall with { ToNs = stall.ToNs + RecoveryNs };
            if (_felt.Count > 0 && _felt[^1].Meets(felt))
                _felt[^1] = _felt[^1] with { ToNs = Math.Max(_felt[^1].ToNs, felt.ToNs) };
            else
                _felt.Add(felt);
        }
    }

    /// <summary>Whether a stall was in it, or had been just before.</summary>
    public bool Disturbed(Wait wait)
    {
        int first = 0;
        int end = _felt.Count;
        while (first < end)
        {
            int middle = (first + end) / 2;
            if (_felt[middle].ToNs < wait.FromNs)
                first = middle + 1;
            else
                end = middle;
        }
        return first < _felt.Count && _felt[first].Meets(wait);
    }

    /// <summary>The waits that met none, summed up; the others are only counted.</summary>
    public Undisturbed Sift(List<Wait> waits)
    {
        Latencies latencies = new();
        int disturbed = 0;
        foreach (Wait wait in waits)
        {
            if (Disturbed(wait))
                disturbed++;
            else
                latencies.Record(wait.ToNs - wait.FromNs);
        }
        return new(latencies.Summarize(), disturbed, waits.Count);
    }
}
