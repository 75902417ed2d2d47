using HdrHistogram;

namespace Appliance.Load;

/// <summary>Times to three digits, from a nanosecond to an hour.</summary>
internal sealed class Latencies
{
    private const long NsMax = 3600 * Clock.NsPerSecond;
    private const int Digits = 3;

    private readonly LongHistogram _histogram = new(NsMax, Digits);

    public void Record(long ns) => _histogram.RecordValue(Math.Clamp(ns, 0, NsMax));

    public void Add(Latencies other) => _histogram.Add(other._histogram);

    /// <summary>Null if there was nothing to time.</summary>
    public Percentiles? Summarize() => _histogram.TotalCount == 0
        ? null
        : new(At(50), At(90), At(99), At(99.9), Milliseconds(_histogram.GetMaxValue()));

    private double At(double percentile) => Milliseconds(_histogram.GetValueAtPercentile(percentile));

    private static double Milliseconds(long ns) => Math.Round((double)ns / Clock.NsPerMs, 4);
}
