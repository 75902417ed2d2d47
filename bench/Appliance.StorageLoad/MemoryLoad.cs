using System.Diagnostics;
using System.Globalization;
using Appliance.Storage;
using Appliance.Storage.Memory;

namespace Appliance.StorageLoad;

internal static class MemoryLoad
{
    /// <summary>Prints redemptions per second of all threads, and the peak growth of resident memory in kB.</summary>
    public static void Redeem(int threads, int perThread)
    {
        // A warm-up: compiles the code and touches its pages before the measurement.
        Once(threads, 1_000);
        long before = Status("VmRSS:");
        double perSecond = Once(threads, perThread);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{perSecond:F0} {Status("VmHWM:") - before}"));
    }

    private static double Once(int threads, int perThread)
    {
        using MemoryLedger ledger = new(0, 16_000_000);
        long start = Stopwatch.GetTimestamp();
        Thread[] running = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            ulong first = (ulong)i << 32;
            running[i] = new(() => Run(ledger, first, perThread));
            running[i].Start();
        }
        foreach (Thread thread in running)
            thread.Join();
        return (long)threads * perThread / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Run(MemoryLedger ledger, ulong first, int count)
    {
        CountingRedemption redemption = new() { RetainUntilSeconds = 2_000, NowSeconds = 1_000 };
        for (int i = 0; i < count; i++)
        {
            redemption.Reset();
            redemption.Key = Keys.Key(first + (ulong)i);
            ledger.Redeem(redemption);
        }
        if (redemption.Done != count)
            throw new InvalidOperationException($"{redemption.Done} of {count} redemptions are done");
    }

    /// <returns>A value of /proc/self/status in kB.</returns>
    private static long Status(string name)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.Parse(line[name.Length..].Replace("kB", ""), CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException($"/proc/self/status has no {name}");
    }

    private sealed class CountingRedemption : Redemption
    {
        public int Done { get; private set; }

        protected override void OnCompleted() => Done += Outcome == StorageOutcome.Done ? 1 : 0;
    }
}
