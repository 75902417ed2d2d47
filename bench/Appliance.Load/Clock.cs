using System.Diagnostics;

namespace Appliance.Load;

/// <summary>The monotonic clock, in nanoseconds from an arbitrary start.</summary>
internal static class Clock
{
    public const long NsPerMs = 1_000_000;
    public const long NsPerSecond = 1_000_000_000;

    public static long NowNs => Stopwatch.Frequency == NsPerSecond
        ? Stopwatch.GetTimestamp()
        : Stopwatch.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;
}

/// <summary>The part of a run that is measured; what comes before only warms up.</summary>
internal readonly record struct Window(long StartNs, long EndNs)
{
    public double Seconds => (double)(EndNs - StartNs) / Clock.NsPerSecond;

    public static Window AfterWarmUp(int warmUpSeconds, int seconds)
    {
        long startNs = Clock.NowNs + warmUpSeconds * Clock.NsPerSecond;
        return new(startNs, startNs + seconds * Clock.NsPerSecond);
    }

    public bool Holds(long atNs) => atNs >= StartNs && atNs < EndNs;
}
