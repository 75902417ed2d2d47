using System.Diagnostics;

namespace Appliance.Storage.Memory;

/// <summary>
/// An in-memory ledger, lost when the process ends; the next process rejects tokens issued before its start. Keys are
/// spread over shards with one lock each, which keeps contention low and lets shards grow independently. A redemption
/// allocates nothing and is complete when <see cref="Redeem"/> returns.
/// </summary>
public sealed class MemoryLedger : ILedger, IDisposable
{
    /// <summary>A full ledger takes about 190 MB.</summary>
    public const int EntriesMaxDefault = 4_000_000;

    private const int ShardBits = 6;
    private readonly MemoryLedgerShard[] _shards;
    private readonly int _shardShift;

    /// <param name="nowSeconds">The start, Unix seconds.</param>
    /// <param name="entriesMax">Capacity. Redemptions beyond it are <see cref="StorageOutcome.Unavailable"/>. Each
    /// shard has an equal share, so a shard may be full when the ledger is at 99 %.</param>
    public MemoryLedger(long nowSeconds, int entriesMax = EntriesMaxDefault)
        : this(nowSeconds, entriesMax, ShardBits)
    {
    }

    /// <param name="nowSeconds">The start, Unix seconds.</param>
    /// <param name="entriesMax">Capacity of all shards together.</param>
    /// <param name="shardBits">Binary logarithm of the number of shards, at least 1.</param>
    internal MemoryLedger(long nowSeconds, int entriesMax, int shardBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entriesMax, 1 << shardBits);
        // A token that the previous process issued in this second cannot be told from one of this process.
        CompleteSinceSeconds = nowSeconds + 1;
        _shardShift = 64 - shardBits;
        _shards = new MemoryLedgerShard[1 << shardBits];
        for (int i = 0; i < _shards.Length; i++)
            _shards[i] = new(entriesMax >> shardBits);
    }

    public long CompleteSinceSeconds { get; }

    /// <summary>Constant: a process has one memory ledger.</summary>
    public long Epoch => CompleteSinceSeconds;

    public bool IsAvailable => true;

    public long RejectsUntilSeconds
    {
        get
        {
            long highestSeconds = 0;
            foreach (MemoryLedgerShard shard in _shards)
                highestSeconds = Math.Max(highestSeconds, shard.HighestSeconds);
            return Math.Max(CompleteSinceSeconds - 1, highestSeconds - Redemption.RetentionAfterExpirySeconds);
        }
    }

    /// <summary>Slots for entries, each of <see cref="MemoryLedgerShard.SlotBytes"/> bytes.</summary>
    internal long Slots
    {
        get
        {
            long slots = 0;
            foreach (MemoryLedgerShard shard in _shards)
                slots += shard.Slots;
            return slots;
        }
    }

    public void Redeem(Redemption redemption)
    {
        Debug.Assert(redemption.Outcome == StorageOutcome.Pending);
        ulong high = (ulong)(redemption.Key.Bits >> 64);
        redemption.Complete(_shards[high >> _shardShift].Redeem(redemption));
    }

    public void Dispose()
    {
        foreach (MemoryLedgerShard shard in _shards)
            shard.Dispose();
    }
}
