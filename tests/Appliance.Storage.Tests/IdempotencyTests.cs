using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>A redemption whose response was lost can be retried with its idempotency key, in each storage.</summary>
public sealed class IdempotencyTests : RedisTests, IDisposable
{
    private readonly TestFolder _folder = new();
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Idempotency_key_retry_succeeds_in_memory() =>
        await AssertRetriesSucceedAsync(new MemoryLedger(Now));

    [Fact]
    public async Task Idempotency_key_retry_succeeds_in_sqlite_after_a_restart()
    {
        using (SqliteStorage storage = SqliteStorage.Open(_folder["data"], Now, Assert.Fail))
            await AssertRetriesSucceedAsync(storage.Ledger);
        using SqliteStorage again = SqliteStorage.Open(_folder["data"], Now, Assert.Fail);
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(again.Ledger, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(again.Ledger, 1, 7));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Idempotency_key_retry_succeeds_in_redis_at_another_appliance()
    {
        await AssertRetriesSucceedAsync(Open().Ledger);
        ILedger other = Open().Ledger;
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(other, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(other, 1, 7));
    }

    private static async Task AssertRetriesSucceedAsync(ILedger ledger)
    {
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(ledger, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(ledger, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(ledger, 1, ulong.MaxValue - 1));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(ledger, 1, 0));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(ledger, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(ledger, 2, 0));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(ledger, 2, 0));
        Assert.Equal(StorageOutcome.Rejected, await RedeemAsync(ledger, 2, 1));
    }

    private static Task<StorageOutcome> RedeemAsync(ILedger ledger, int number, ulong idempotency) =>
        ledger.CompleteAsync(new TestRedemption
        {
            Key = TestLedger.Key(number),
            Idempotency = idempotency,
            RetainUntilSeconds = Now + 900,
            NowSeconds = Now,
        });
}
