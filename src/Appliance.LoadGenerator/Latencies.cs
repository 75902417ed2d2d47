using System.Numerics;

namespace Appliance.LoadGenerator;

/// <summary>Nanoseconds; each is the largest that its place in <see cref="Latencies"/> stands for.</summary>
internal readonly record struct LatencySummary(long P50Ns, long P90Ns, long P99Ns, long P999Ns, long MaxNs);

/// <summary>
/// Times to three digits, from a nanosecond to an hour, any number of them in fixed memory. The first power of two has
/// a place for every nanosecond, each further one as many places of twice the width: HdrHistogram's layout.
/// </summary>
internal sealed class Latencies
{
    private const long NsMax = 3600 * Clock.NsPerSecond;

    /// <summary>Below 2^11 nanoseconds times are exact; above, they keep their first 11 bits.</summary>
    private const int KeptBits = 11;

    /// <summary>The places of each power of two from there on, as their first bit is always set.</summary>
    private const int PlacesOfPower = 1 << (KeptBits - 1);

    private readonly long[] _counts = new long[PlaceOf(NsMax) + 1];
    private long _total;

    public void Record(long ns)
    {
        _counts[PlaceOf(Math.Clamp(ns, 0, NsMax))]++;
        _total++;
    }

    public void Add(Latencies other)
    {
        for (int place = 0; place < _counts.Length; place++)
            _counts[place] += other._counts[place];
        _total += other._total;
    }

    /// <summary>Null if there was nothing to time.</summary>
    public LatencySummary? Summarize() => _total == 0
        ? null
        : new LatencySummary(AtPerMille(500), AtPerMille(900), AtPerMille(990), AtPerMille(999), AtPerMille(1000));

    /// <summary>So many thousandths of all times, rounded to a whole one, are not longer.</summary>
    private long AtPerMille(int perMille)
    {
        long wanted = Math.Max(1, (_total * perMille + 500) / 1000);
        int place = -1;
        for (long seen = 0; seen < wanted; seen += _counts[place])
            place++;
        return LongestAt(place);
    }

    private static int PlaceOf(long ns)
    {
        int droppedBits = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)ns) - KeptBits);
        return droppedBits * PlacesOfPower + (int)(ns >> droppedBits);
    }

    private static long LongestAt(int place)
    {
        int droppedBits = Math.Max(0, place / PlacesOfPower - 1);
        return ((long)(place - droppedBits * PlacesOfPower + 1) << droppedBits) - 1;
    }
}
