using HdrHistogram;

namespace Appliance.LoadGenerator.Tests;

/// <summary>Compares with HdrHistogram, and with exact percentiles of the sorted times.</summary>
public class LatencyHistogramTests
{
    private const long HourNs = 3600 * Clock.NsPerSecond;

    /// <summary>Every order of magnitude is equally likely.</summary>
    private static readonly Gen<long> Ns =
        from bits in Gen.Int[0, 41]
        from ns in Gen.Long[0, Math.Min(1L << bits, HourNs)]
        select ns;

    [Fact]
    public void Percentiles_equal_those_of_HdrHistogram() => Ns.Array[1, 400].Sample(times =>
    {
        LongHistogram oracle = new(HourNs, numberOfSignificantValueDigits: 3);
        LatencyHistogram latencies = new();
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
    public void Median_and_maximum_equal_the_exact_ones_to_three_digits() => Ns.Array[1, 400].Sample(times =>
    {
        LatencyHistogram latencies = new();
        Array.ForEach(times, latencies.Record);
        LatencySummary summary = latencies.Summarize()!.Value;
        long[] sorted = [.. times.Order()];
        Assert.InRange(summary.MaxNs, sorted[^1], sorted[^1] * 1.001);
        long median = sorted[Math.Max(1, (times.Length + 1) / 2) - 1];
        Assert.InRange(summary.P50Ns, median, median * 1.001);
    });

    [Fact]
    public void Added_histogram_equals_one_with_all_times() => Gen.Select(Ns.Array, Ns.Array).Sample((some, others) =>
    {
        LatencyHistogram sum = new(), added = new(), all = new();
        Array.ForEach(some, sum.Record);
        Array.ForEach(others, added.Record);
        sum.Add(added);
        Array.ForEach([.. some, .. others], all.Record);
        Assert.Equal(all.Summarize(), sum.Summarize());
    });

    [Fact]
    public void Empty_histogram_has_no_summary() => Assert.Null(new LatencyHistogram().Summarize());

    [Fact]
    public void Time_out_of_range_is_clamped_to_the_range()
    {
        LatencyHistogram latencies = new();
        latencies.Record(-1);
        latencies.Record(long.MaxValue);
        LatencySummary summary = latencies.Summarize()!.Value;
        Assert.Equal(0, summary.P50Ns);
        Assert.InRange(summary.MaxNs, HourNs, HourNs * 1.001);
    }
}
