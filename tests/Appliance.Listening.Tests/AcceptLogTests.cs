using Appliance.Listening.Linux;

namespace Appliance.Listening.Tests;

public sealed class AcceptLogTests
{
    [Fact]
    public void What_was_left_out_is_counted_also_if_nothing_follows()
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
        Assert.Equal(long.MaxValue, log.EndMilliseconds);
    }

    private sealed class RecordedLog : IListenerLog
    {
        public List<(UInt128 Address, int Suppressed)> Limited { get; } = [];

        public void AddressLimited(UInt128 peerAddress, int suppressed) => Limited.Add((peerAddress, suppressed));

        public void AcceptPaused(AcceptPause reason, bool isAdmin) => Assert.Fail("nothing was paused");

        public void AcceptResumed(AcceptPause reason, bool isAdmin, long milliseconds, int waitingMax) =>
            Assert.Fail("nothing was paused");

        public void EvictionBegan(bool isAdmin) => Assert.Fail("nothing was closed for another");

        public void EvictionEnded(bool isAdmin, long milliseconds, int connections) =>
            Assert.Fail("nothing was closed for another");

        public void BuffersExhausted() => Assert.Fail("nothing is kept");

        public void MemoryExhausted() => Assert.Fail("nothing is allocated");

        public void ConnectionFailed(Exception exception) => Assert.Fail("there is no connection");
    }
}
