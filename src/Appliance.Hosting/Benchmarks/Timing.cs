using System.Diagnostics;

namespace Appliance.Hosting.Benchmarks;

/// <summary>The time of one benchmark. It is measured in slices, because other load on the machine slows some of them.
/// </summary>
public sealed class Timing
{
    private const int Slices = 21;
    private const long SliceNs = 35_000_000;
    private const long WarmUpNs = 200_000_000;

    private Timing(string name) => Name = name;

    public string Name { get; }

    /// <summary>The number of runs.</summary>
    public long Count { get; private init; }

    /// <summary>Picoseconds per run in the median slice; 0 if untimed.</summary>
    public long MedianPs { get; private init; }

    /// <summary>Picoseconds per run in the fastest slice.</summary>
    public long BestPs { get; private init; }

    /// <summary>Bytes per run, rounded up: 0 only if nothing was allocated.</summary>
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
            // Insertion sort, fastest first.
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
            AllocatedBytes = PerRun(bytes, times * Slices),
        };
    }

    /// <summary>Runs the benchmark without timing, for tools that count instructions.</summary>
    public static Timing Untimed(IBenchmark benchmark, long times)
    {
        long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        benchmark.Run(times);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        return new(benchmark.Name) { Count = times, AllocatedBytes = PerRun(bytes, times) };
    }

    /// <summary>Warms up and returns the number of runs per slice.</summary>
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

    private static long PerRun(long bytes, long times) => (bytes + times - 1) / times;
}
