using System.Diagnostics;
using Appliance.Storage;

namespace Appliance.StorageLoad;

/// <summary>A closed loop of outstanding redemptions: each completed one is submitted again with another key.</summary>
internal sealed class ClosedLoop(ILedger ledger, long retainUntilSeconds, long nowSeconds)
{
    private long _next = Stopwatch.GetTimestamp() << 20;
    private long _done;
    private long _other;
    private int _running;
    private volatile bool _isEnding;

    public (long Done, long Other, double PerSecond) Run(int outstanding, int seconds)
    {
        long start = Stopwatch.GetTimestamp();
        _running = outstanding;
        for (int i = 0; i < outstanding; i++)
            Begin(new(this));
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        _isEnding = true;
        while (Volatile.Read(ref _running) > 0)
            Thread.Sleep(1);
        return (_done, _other, _done / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void Begin(RepeatedRedemption redemption)
    {
        redemption.Reset();
        redemption.Key = Keys.Key((ulong)Interlocked.Increment(ref _next));
        redemption.RetainUntilSeconds = retainUntilSeconds;
        redemption.NowSeconds = nowSeconds;
        ledger.Redeem(redemption);
    }

    private sealed class RepeatedRedemption(ClosedLoop loop) : Redemption
    {
        protected override void OnCompleted()
        {
            Interlocked.Increment(ref Outcome == StorageOutcome.Done ? ref loop._done : ref loop._other);
            if (loop._isEnding)
                Interlocked.Decrement(ref loop._running);
            else
                loop.Begin(this);
        }
    }
}
