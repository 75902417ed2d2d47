using Appliance.TestKit;

namespace Appliance.LoadGenerator.Tests;

public class StallWindowsTests
{
    private const long RecoveryNs = 10 * Clock.NsPerMs;

    private static readonly Gen<TimeRange> AnyRange =
        from fromMs in Gen.Int[0, 1000]
        from lengthMs in Gen.Int[0, 60]
        select new TimeRange(fromMs * Clock.NsPerMs, (fromMs + lengthMs) * Clock.NsPerMs);

    /// <summary>Compares with a model that checks every stall.</summary>
    [Fact]
    public void Request_is_disturbed_by_a_stall_during_or_shortly_before_it() =>
        Gen.Select(AnyRange.List[0, 12], AnyRange.List[1, 20]).Sample((stalls, requests) =>
        {
            StallWindows windows = new([.. stalls]);
            foreach (TimeRange request in requests)
            {
                bool expected = stalls.Any(stall =>
                    stall.FromNs <= request.ToNs && stall.ToNs + RecoveryNs >= request.FromNs);
                Assert.Equal(expected, windows.IsDisturbed(request));
            }
        });

    [Fact]
    public void Disturbed_request_is_counted_but_not_in_the_latency()
    {
        StallWindows stalls = new([new TimeRange(500 * Clock.NsPerMs, 540 * Clock.NsPerMs)]);
        List<TimeRange> requests = [.. Enumerable.Range(0, 100).Select(index =>
        {
            long fromNs = index * 10 * Clock.NsPerMs;
            long ns = index is >= 50 and < 54 ? 40 * Clock.NsPerMs : Clock.NsPerMs;
            return new TimeRange(fromNs, fromNs + ns);
        })];

        UndisturbedLatency undisturbed = stalls.Filter(requests);

        Assert.InRange(undisturbed.Latency!.Value.MaxNs, 0.99 * Clock.NsPerMs, 1.01 * Clock.NsPerMs);
        // Requests due at 500 to 550 ms: during the stall, or in its ten milliseconds of recovery.
        Assert.Equal(600, undisturbed.DisturbedPerTenThousand);
    }

    /// <summary>Only the host can delay the probe's real-time threads, not a busy process.</summary>
    [RequiresFact(Needs.Linux)]
    public void Busy_thread_is_not_reported_as_a_stall()
    {
        StallProbe probe = new();
        long endNs = Clock.NowNs + 500 * Clock.NsPerMs;
        while (Clock.NowNs < endNs)
            Thread.SpinWait(100);

        if (probe.Stop() is { } stalls)
        {
            TimeRange[] moments = [.. Enumerable.Range(0, 50)
                .Select(index => endNs - index * 10 * Clock.NsPerMs)
                .Select(atNs => new TimeRange(atNs, atNs))];
            Assert.Contains(moments, moment => !stalls.IsDisturbed(moment));
        }
    }
}
