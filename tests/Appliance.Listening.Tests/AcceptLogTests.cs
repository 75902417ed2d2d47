using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public sealed class AcceptLogTests
{
    [Fact]
    public void Suppressed_address_limit_lines_are_reported_even_without_a_later_event()
    {
        RecordedLog recorded = new();
        AcceptLog log = new(recorded, isAdmin: false);
        log.LimitAddress(1);
        Assert.Equal(long.MaxValue, log.EndMilliseconds);
        for (int count = 0; count < 3; count++)
            log.LimitAddress(2);
        long now = Environment.TickCount64;
        Assert.InRange(log.EndMilliseconds, now, now + 10_000);
        log.EndIncidents(now);
        Assert.Equal([(1, 0)], recorded.Limited);
        while (Environment.TickCount64 < log.EndMilliseconds)
            Thread.Sleep(50);
        log.EndIncidents(Environment.TickCount64);
        Assert.Equal([(1, 0), (2, 3)], recorded.Limited);
        Assert.Equal(0, recorded.Pauses.CurrentCount);
        Assert.Equal(long.MaxValue, log.EndMilliseconds);
    }
}
