using Appliance.TestKit;

namespace Appliance.Storage.Tests;

public sealed class MemoryLedgerTests
{
    private const int LiveMax = 1_000_000;
    private const long LiveBytesMax = 64_000_000;

    private static readonly uint[] Homes = [0, 1u << 31, uint.MaxValue, uint.MaxValue - 1];

    /// <summary>Keys in one shard, many with the same home slot, some with home slots at the table's end.</summary>
    private static readonly Gen<LedgerKey> CrowdedKeys = Gen.Select(
        Gen.ULong[0, 3], Gen.Int[0, Homes.Length - 1], Gen.ULong[0, 50],
        (high, home, low) => new LedgerKey(new(high, ((ulong)Homes[home] << 32) | low)));

    private static readonly Gen<LedgerKey> Keys = Gen.Int[0, 100].Select(TestLedger.Key);

    [Fact]
    public void Outcomes_equal_the_reference_ledger_with_clock_steps() =>
        LedgerStep.Sequences(CrowdedKeys).Sample(steps =>
        {
            using MemoryLedger ledger = new(900, 1_000, shardBits: 1);
            ReferenceLedger reference = new();
            foreach (LedgerStep step in steps)
            {
                Assert.Equal(reference.Redeem(step.Key, step.RetainUntilSeconds, step.NowSeconds),
                    ledger.RedeemNow(step.Key, step.RetainUntilSeconds, step.NowSeconds));
            }
        });

    [Fact]
    public void Replayed_key_is_rejected_in_all_shards_with_clock_steps() =>
        LedgerStep.Sequences(Keys).Sample(steps =>
        {
            using MemoryLedger ledger = new(900);
            HashSet<LedgerKey> done = [];
            long highest = 0;
            foreach (LedgerStep step in steps)
            {
                highest = Math.Max(highest, step.NowSeconds);
                StorageOutcome outcome = ledger.RedeemNow(step.Key, step.RetainUntilSeconds, step.NowSeconds);
                if (outcome == StorageOutcome.RetentionExpired)
                    Assert.True(step.RetainUntilSeconds <= highest);
                else
                    Assert.Equal(done.Add(step.Key) ? StorageOutcome.Done : StorageOutcome.AlreadyUsed, outcome);
            }
        });

    [Fact]
    public void Memory_of_a_million_live_entries_stays_within_its_limit()
    {
        using MemoryLedger ledger = new(0);
        Counted redemption = new();
        long slotsMax = 0;
        for (int i = 0; i < LiveMax; i++)
        {
            redemption.Reset();
            redemption.Key = TestLedger.Key(i);
            ledger.Redeem(redemption);
            if (i % 1_000 == 0)
                slotsMax = Math.Max(slotsMax, ledger.Slots);
        }
        Assert.Equal(LiveMax, redemption.Done);
        // While one of the 64 shards grows, both its tables exist.
        long bytesMax = slotsMax * MemoryLedgerShard.SlotBytes * 65 / 64;
        Assert.InRange(bytesMax, 1, LiveBytesMax);
    }

    [Fact]
    public void Table_stops_growing_at_a_steady_redemption_rate()
    {
        const int PerSecond = 500, LifetimeSeconds = 60;
        using MemoryLedger ledger = new(0);
        Counted redemption = new();
        for (int i = 0; i < 20 * PerSecond * LifetimeSeconds; i++)
        {
            redemption.Reset();
            redemption.Key = TestLedger.Key(i);
            redemption.NowSeconds = 1_000 + i / PerSecond;
            redemption.RetainUntilSeconds = redemption.NowSeconds + LifetimeSeconds;
            ledger.Redeem(redemption);
        }
        Assert.Equal(20 * PerSecond * LifetimeSeconds, redemption.Done);
        Assert.InRange(ledger.Slots, PerSecond * LifetimeSeconds, 3 * PerSecond * LifetimeSeconds);
    }

    [Fact]
    public void Full_ledger_is_unavailable_and_drops_nothing_before_its_retention_ends()
    {
        using MemoryLedger ledger = new(0, 128);
        List<int> done = [];
        for (int i = 0; i < 1_000; i++)
        {
            StorageOutcome outcome = ledger.RedeemNow(TestLedger.Key(i));
            Assert.True(outcome is StorageOutcome.Done or StorageOutcome.Unavailable);
            if (outcome == StorageOutcome.Done)
                done.Add(i);
        }
        Assert.Equal(128, done.Count);
        Assert.All(done, i => Assert.Equal(StorageOutcome.AlreadyUsed, ledger.RedeemNow(TestLedger.Key(i))));
        Assert.Equal(StorageOutcome.Done, ledger.RedeemNow(TestLedger.Key(5_000), 3_000, nowSeconds: 2_000));
        Assert.All(done, i => Assert.NotEqual(StorageOutcome.Done, ledger.RedeemNow(TestLedger.Key(i))));
    }

    [Fact]
    public void Redemption_allocates_nothing()
    {
        using MemoryLedger ledger = new(0);
        Counted redemption = new();
        LedgerKey[] keys = [.. Enumerable.Range(0, 10_000).Select(TestLedger.Key)];
        int count = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            redemption.Reset();
            redemption.Key = keys[count++];
            ledger.Redeem(redemption);
        }));
        Assert.Equal(count, redemption.Done);
    }

    private sealed class Counted : Redemption
    {
        public Counted() => (RetainUntilSeconds, NowSeconds) = (2_000, 1_000);

        public int Done { get; private set; }

        protected override void OnCompleted() => Done += Outcome == StorageOutcome.Done ? 1 : 0;
    }
}
