using System.Diagnostics;

namespace Appliance.Commands.Bench;

/// <summary>What one piece of benchmark takes. It is timed in slices, as a machine that does other things as well is slow
/// for some of them.</summary>
internal sealed class Timing
{
    private const int Slices = 21;
    private const long SliceNs = 35_000_000;
    private const long WarmUpNs = 200_000_000;

    private Timing(string name) => Name = name;

    public string Name { get; }

    /// <summary>How often it was done.</summary>
    public long Count { get; private init; }

    /// <summary>Of the middle slice; 0 if it was not timed.</summary>
    public long MedianPs { get; private init; }

    /// <summary>Of the fastest slice.</summary>
    public long BestPs { get; private init; }

    /// <summary>For each time, rounded up: 0 only if there was not one allocation.</summary>
    public long AllocatedBytes { get; private init; }

    public bool IsTimed => MedianPs > 0;

    public long PerSecond => 1_000_000_000_000 / MedianPs;

    public static Timing Of(IBenchmark benchmark)
    {
        long times = WarmUp(benchmark);
        long[] slicesPs = new long[Slices];
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        for (int slice = 0; slice < Slices; slice++)
        {
            long ps = Math.Max(1, RunNs(benchmark, times) * 1000 / times);
            // Into its place among those before, the fastest first.
            int at = slice;
            for (; at > 0 && slicesPs[at - 1] > ps; at--)
                slicesPs[at] = slicesPs[at - 1];
            slicesPs[at] = ps;
        }
        long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        return new(benchmark.Name)
        {
            Count = times * Slices,
            MedianPs = slicesPs[Slices / 2],
            BestPs = slicesPs[0],
            AllocatedBytes = PerTime(bytes, times * Slices),
        };
    }

    /// <summary>Does it so often and nothing else, so that somebody else can count what that takes.</summary>
    public static Timing Untimed(IBenchmark benchmark, long times)
    {
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        benchmark.Run(times);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        return new(benchmark.Name) { Count = times, AllocatedBytes = PerTime(bytes, times) };
    }

    /// <summary>How often it is done in a slice.</summary>
    private static long WarmUp(IBenchmark benchmark)
    {
        long times = 1;
        long ns = 0;
        for (long sumNs = 0; sumNs < WarmUpNs; sumNs += ns)
        {
            times *= ns < SliceNs ? 2 : 1;
            ns = RunNs(benchmark, times);
        }
        return Math.Max(1, times * SliceNs / Math.Max(1, ns));
    }

    private static long RunNs(IBenchmark benchmark, long times)
    {
        long start = Stopwatch.GetTimestamp();
        benchmark.Run(times);
        return Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
    }

    private static long PerTime(long bytes, long times) => (bytes + times - 1) / times;
}
