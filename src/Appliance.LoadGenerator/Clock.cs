using System.Diagnostics;

namespace Appliance.LoadGenerator;

/// <summary>The monotonic clock, in nanoseconds from an arbitrary start.</summary>
public static class Clock
{
    public const long NsPerMs = 1_000_000;
    public const long NsPerSecond = 1_000_000_000;

    public static long NowNs => Stopwatch.Frequency == NsPerSecond
        ? Stopwatch.GetTimestamp()
        : Stopwatch.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;
}
