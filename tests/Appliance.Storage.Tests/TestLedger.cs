using System.Security.Cryptography;

namespace Appliance.Storage.Tests;

/// <summary>A redemption with an awaitable outcome.</summary>
internal sealed class TestRedemption : Redemption
{
    private readonly TaskCompletionSource<StorageOutcome> _completed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<StorageOutcome> Completed => _completed.Task;

    /// <summary>A second completion throws.</summary>
    protected override void OnCompleted() => _completed.SetResult(Outcome);
}

internal static class TestLedger
{
    public const int SecondsMax = 60;

    public static async Task<StorageOutcome> RedeemAsync(
        this ILedger ledger, LedgerKey key, long retainUntilSeconds = 2_000, long nowSeconds = 1_000) =>
        await ledger.Begin(key, retainUntilSeconds, nowSeconds).WaitAsync(TimeSpan.FromSeconds(SecondsMax));

    public static async Task<StorageOutcome> CompleteAsync(this ILedger ledger, TestRedemption redemption)
    {
        ledger.Redeem(redemption);
        return await redemption.Completed.WaitAsync(TimeSpan.FromSeconds(SecondsMax));
    }

    public static Task<StorageOutcome> Begin(
        this ILedger ledger, LedgerKey key, long retainUntilSeconds = 2_000, long nowSeconds = 1_000)
    {
        TestRedemption redemption = new()
        {
            Key = key, RetainUntilSeconds = retainUntilSeconds, NowSeconds = nowSeconds,
        };
        ledger.Redeem(redemption);
        return redemption.Completed;
    }

    /// <summary>For a ledger that completes synchronously.</summary>
    public static StorageOutcome RedeemNow(
        this ILedger ledger, LedgerKey key, long retainUntilSeconds = 2_000, long nowSeconds = 1_000)
    {
        Task<StorageOutcome> outcome = ledger.Begin(key, retainUntilSeconds, nowSeconds);
        Assert.True(outcome.IsCompleted);
        return outcome.Result;
    }

    /// <summary>A key made of digest bits, like real keys.</summary>
    public static LedgerKey Key(int number)
    {
        byte[] digest = SHA256.HashData(BitConverter.GetBytes(number));
        return new(new(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest, 8)));
    }
}

/// <summary>The reference implementation: it keeps all entries, and reports expired retention like a real ledger.
/// </summary>
internal sealed class ReferenceLedger
{
    private readonly List<LedgerKey> _used = [];
    private long _highestSeconds;

    public StorageOutcome Redeem(LedgerKey key, long retainUntilSeconds, long nowSeconds)
    {
        _highestSeconds = Math.Max(_highestSeconds, nowSeconds);
        if (retainUntilSeconds <= _highestSeconds)
            return StorageOutcome.RetentionExpired;
        if (_used.Contains(key))
            return StorageOutcome.AlreadyUsed;
        _used.Add(key);
        return StorageOutcome.Done;
    }
}
