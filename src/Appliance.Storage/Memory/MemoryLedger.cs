namespace Appliance.Storage;

/// <summary>
/// Remembers in memory which tokens were used, until the process ends; a later one refuses what was issued before its
/// start. Keys are spread over shards with a lock each, so that threads seldom meet, and so that it grows a shard at
/// a time. Nothing is allocated for a redemption, which is complete when <see cref="Redeem"/> returns.
/// </summary>
public sealed class MemoryLedger : ILedger
{
    /// <summary>Some 190 MB when they are all there.</summary>
    public const int EntriesMaxDefault = 4_000_000;

    private const int ShardBits = 6;
    private readonly MemoryLedgerShard[] _shards;
    private readonly int _shardShift;

    /// <param name="nowSeconds">The start, Unix seconds.</param>
    /// <param name="entriesMax">As many are remembered at a time; what comes beyond is answered with
    /// <see cref="StorageOutcome.Unavailable"/>. Each shard has its part, so that one may be full a hundredth
    /// early.</param>
    public MemoryLedger(long nowSeconds, int entriesMax = EntriesMaxDefault)
        : this(nowSeconds, entriesMax, ShardBits)
    {
    }

    /// <param name="nowSeconds">The start, Unix seconds.</param>
    /// <param name="entriesMax">Over all shards.</param>
    /// <param name="shardBits">The logarithm of how many shards there are, at least 1.</param>
    internal MemoryLedger(long nowSeconds, int entriesMax, int shardBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entriesMax, 1 << shardBits);
        // What a process before this one issued in the same second looks like what this one issues in it.
        CompleteSinceSeconds = nowSeconds + 1;
        _shardShift = 64 - shardBits;
        _shards = new MemoryLedgerShard[1 << shardBits];
        for (int i = 0; i < _shards.Length; i++)
            _shards[i] = new(entriesMax >> shardBits);
    }

    public long CompleteSinceSeconds { get; }

    /// <summary>It is the only one of this process.</summary>
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
        ulong high = (ulong)(redemption.Key.Bits >> 64);
        redemption.Complete(_shards[high >> _shardShift].Redeem(redemption));
    }

    public void Dispose()
    {
        foreach (MemoryLedgerShard shard in _shards)
            shard.Dispose();
    }
}
