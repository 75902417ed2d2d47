using HdrHistogram;

namespace Appliance.LoadGenerator.Tests;

/// <summary>Against HdrHistogram, and against the times themselves in order.</summary>
public class LatenciesTests
{
    private const long HourNs = 3600 * Clock.NsPerSecond;

    /// <summary>Of all magnitudes alike.</summary>
    private static readonly Gen<long> Ns =
        from bits in Gen.Int[0, 41]
        from ns in Gen.Long[0, Math.Min(1L << bits, HourNs)]
        select ns;

    [Fact]
    public void Percentiles_are_those_of_HdrHistogram() => Ns.Array[1, 400].Sample(times =>
    {
        LongHistogram oracle = new(HourNs, numberOfSignificantValueDigits: 3);
        Latencies latencies = new();
        foreach (long ns in times)
        {
            oracle.RecordValue(ns);
            latencies.Record(ns);
        }
        LatencySummary summary = latencies.Summarize()!.Value;
        Assert.Equal(
            [50, 90, 99, 99.9, 100],
            new (double Percentile, long Ns)[]
            {
                (50, summary.P50Ns), (90, summary.P90Ns), (99, summary.P99Ns), (99.9, summary.P999Ns),
                (100, summary.MaxNs),
            }.Where(at => oracle.GetValueAtPercentile(at.Percentile) == at.Ns).Select(at => at.Percentile));
    });

    [Fact]
    public void A_percentile_is_the_time_in_its_place_to_three_digits() => Ns.Array[1, 400].Sample(times =>
    {
        Latencies latencies = new();
        Array.ForEach(times, latencies.Record);
        LatencySummary summary = latencies.Summarize()!.Value;
        long[] inOrder = [.. times.Order()];
        Assert.InRange(summary.MaxNs, inOrder[^1], inOrder[^1] * 1.001);
        long median = inOrder[Math.Max(1, (times.Length + 1) / 2) - 1];
        Assert.InRange(summary.P50Ns, median, median * 1.001);
    });

    [Fact]
    public void Two_added_up_are_one_that_had_all_times() => Gen.Select(Ns.Array, Ns.Array).Sample((some, others) =>
    {
        Latencies sum = new(), added = new(), all = new();
        Array.ForEach(some, sum.Record);
        Array.ForEach(others, added.Record);
        sum.Add(added);
        Array.ForEach([.. some, .. others], all.Record);
        Assert.Equal(all.Summarize(), sum.Summarize());
    });

    [Fact]
    public void Nothing_timed_is_nothing_told() => Assert.Null(new Latencies().Summarize());

    [Fact]
    public void What_is_beyond_the_range_counts_as_its_end()
    {
        Latencies latencies = new();
        latencies.Record(-1);
        latencies.Record(long.MaxValue);
        LatencySummary summary = latencies.Summarize()!.Value;
        Assert.Equal(0, summary.P50Ns);
        Assert.InRange(summary.MaxNs, HourNs, HourNs * 1.001);
    }
}
