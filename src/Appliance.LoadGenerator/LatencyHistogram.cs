using System.Numerics;

namespace Appliance.LoadGenerator;

/// <summary>Percentiles in nanoseconds; each is the upper bound of its bucket in
/// <see cref="LatencyHistogram"/>.</summary>
public readonly record struct LatencySummary(long P50Ns, long P90Ns, long P99Ns, long P999Ns, long MaxNs);

/// <summary>
/// A histogram of times from a nanosecond to an hour, with three significant digits, in fixed memory. It has
/// HdrHistogram's layout: buckets of one nanosecond below 2^11 ns, then 2^10 buckets for each power of two, twice as
/// wide as those before. Longer times count as an hour. Not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    private const long NsMax = 3600 * Clock.NsPerSecond;

    /// <summary>Times below 2^11 nanoseconds are exact; longer ones keep their 11 highest bits.</summary>
    private const int PrecisionBits = 11;

    /// <summary>The buckets of each power of two from 2^11 on: half of 2^11, because the highest bit is always
    /// set.</summary>
    private const int BucketsPerPower = 1 << (PrecisionBits - 1);

    private readonly long[] _counts = new long[BucketOf(NsMax) + 1];
    private long _total;

    public void Record(long ns)
    {
        _counts[BucketOf(Math.Clamp(ns, 0, NsMax))]++;
        _total++;
    }

    public void Add(LatencyHistogram other)
    {
        for (int bucket = 0; bucket < _counts.Length; bucket++)
            _counts[bucket] += other._counts[bucket];
        _total += other._total;
    }

    /// <summary>Null without any recorded time.</summary>
    public LatencySummary? Summarize() => _total == 0
        ? null
        : new LatencySummary(AtPerMille(500), AtPerMille(900), AtPerMille(990), AtPerMille(999), AtPerMille(1000));

    /// <summary>The upper bound of <paramref name="perMille"/> thousandths of all times, rounded to a whole number of
    /// times.</summary>
    private long AtPerMille(int perMille)
    {
        long wanted = Math.Max(1, (_total * perMille + 500) / 1000);
        int bucket = -1;
        for (long seen = 0; seen < wanted; seen += _counts[bucket])
            bucket++;
        return UpperBoundNs(bucket);
    }

    private static int BucketOf(long ns)
    {
        int droppedBits = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)ns) - PrecisionBits);
        return droppedBits * BucketsPerPower + (int)(ns >> droppedBits);
    }

    private static long UpperBoundNs(int bucket)
    {
        int droppedBits = Math.Max(0, bucket / BucketsPerPower - 1);
        return ((long)(bucket - droppedBits * BucketsPerPower + 1) << droppedBits) - 1;
    }
}
