namespace Appliance.Load;

/// <summary>Something that was waited for, from when to when.</summary>
internal readonly record struct Wait(long FromNs, long ToNs)
{
    public bool Meets(Wait other) => FromNs <= other.ToNs && other.FromNs <= ToNs;
}

/// <summary>When the machine stood still, and what of it was felt by whom.</summary>
internal sealed class Stalls
{
    /// <summary>How long what has piled up in a stall is felt after it.</summary>
    private const long RecoveryNs = 10 * Clock.NsPerMs;

    /// <summary>Each with its recovery; in order and apart from each other.</summary>
    private readonly List<Wait> _felt = [];

    /// <summary>From the stalls of all processors, which may overlap and come in any order.</summary>
    public Stalls(IEnumerable<Wait> stalls)
    {
        foreach (Wait stall in stalls.OrderBy(stall => stall.FromNs))
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
    public UndisturbedReport Sift(IReadOnlyCollection<Wait> waits)
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
        double disturbedShare = waits.Count == 0 ? 0 : Math.Round((double)disturbed / waits.Count, 4);
        return new(latencies.Summarize(), disturbedShare);
    }
}
