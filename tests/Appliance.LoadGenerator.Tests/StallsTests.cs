namespace Appliance.LoadGenerator.Tests;

public class StallsTests
{
    private const long RecoveryNs = 10 * Clock.NsPerMs;

    private static readonly Gen<Wait> AnyWait =
        from fromMs in Gen.Int[0, 1000]
        from lengthMs in Gen.Int[0, 60]
        select new Wait(fromMs * Clock.NsPerMs, (fromMs + lengthMs) * Clock.NsPerMs);

    /// <summary>Against a model that looks at every stall, as they came.</summary>
    [Fact]
    public void A_wait_is_disturbed_by_a_stall_in_it_or_just_before_it() =>
        Gen.Select(AnyWait.List[0, 12], AnyWait.List[1, 20]).Sample((stalls, waits) =>
        {
            Stalls seen = new([.. stalls]);
            foreach (Wait wait in waits)
            {
                bool expected = stalls.Any(stall =>
                    stall.FromNs <= wait.ToNs && stall.ToNs + RecoveryNs >= wait.FromNs);
                Assert.Equal(expected, seen.Disturbed(wait));
            }
        });

    [Fact]
    public void What_a_stall_disturbed_is_counted_and_not_timed()
    {
        Stalls stalls = new([new Wait(500 * Clock.NsPerMs, 540 * Clock.NsPerMs)]);
        List<Wait> waits = [.. Enumerable.Range(0, 100).Select(index =>
        {
            long fromNs = index * 10 * Clock.NsPerMs;
            long ns = index is >= 50 and < 54 ? 40 * Clock.NsPerMs : Clock.NsPerMs;
            return new Wait(fromNs, fromNs + ns);
        })];

        Undisturbed sifted = stalls.Sift(waits);

        Assert.InRange(sifted.Latency!.Value.MaxNs, 0.99 * Clock.NsPerMs, 1.01 * Clock.NsPerMs);
        // Those due at 500 to 550 ms: in the stall, or in the ten milliseconds after it.
        Assert.Equal(600, sifted.DisturbedPerTenThousand);
    }

    /// <summary>A process of ours is not the machine, however busy it is.</summary>
    [LinuxFact]
    public void A_thread_that_computes_is_no_stall_to_the_probe()
    {
        StallProbe probe = new();
        long endNs = Clock.NowNs + 500 * Clock.NsPerMs;
        while (Clock.NowNs < endNs)
            Thread.SpinWait(100);

        if (probe.End() is { } stalls)
        {
            Wait[] moments = [.. Enumerable.Range(0, 50)
                .Select(index => endNs - index * 10 * Clock.NsPerMs)
                .Select(atNs => new Wait(atNs, atNs))];
            Assert.Contains(moments, moment => !stalls.Disturbed(moment));
        }
    }
}
