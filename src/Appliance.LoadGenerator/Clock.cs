using System.Diagnostics;

namespace Appliance.LoadGenerator;

/// <summary>The monotonic clock, in nanoseconds from an arbitrary start.</summary>
internal static class Clock
{
    public const long NsPerMs = 1_000_000;
    public const long NsPerSecond = 1_000_000_000;

    public static long NowNs => Stopwatch.Frequency == NsPerSecond
        ? Stopwatch.GetTimestamp()
        : Stopwatch.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;
}

/// <summary>A run: it begins by warming up, and only what comes after is measured.</summary>
internal readonly record struct Window(long BeginNs, long StartNs, long EndNs)
{
    public static Window AfterWarmUp(int warmUpSeconds, int seconds)
    {
        long beginNs = Clock.NowNs;
        long startNs = beginNs + warmUpSeconds * Clock.NsPerSecond;
        return new(beginNs, startNs, startNs + seconds * Clock.NsPerSecond);
    }

    public bool Holds(long atNs) => atNs >= StartNs && atNs < EndNs;
}
