using System.Diagnostics;

namespace Appliance.Storage;

/// <summary>
/// An operation that storage completes synchronously or later. The caller derives from it to handle the completion. A
/// completed task can be reused after <see cref="Reset"/>.
/// </summary>
public abstract class StorageTask
{
    private int _outcome;

    /// <summary>Thread-safe.</summary>
    public StorageOutcome Outcome => (StorageOutcome)Volatile.Read(ref _outcome);

    /// <summary>Storage calls it once for each use of the task, on any thread, possibly before the call that started
    /// the task returns.</summary>
    public void Complete(StorageOutcome outcome)
    {
        Debug.Assert(outcome != StorageOutcome.Pending && Outcome == StorageOutcome.Pending);
        Volatile.Write(ref _outcome, (int)outcome);
        OnCompleted();
    }

    /// <summary>The caller resets a completed task before it starts it again.</summary>
    public void Reset() => Volatile.Write(ref _outcome, (int)StorageOutcome.Pending);

    /// <summary>Must not block or throw: it delays the completion of other tasks.</summary>
    protected abstract void OnCompleted();
}

/// <summary>Marks a token as used: <see cref="StorageOutcome.Done"/> the first time, then
/// <see cref="StorageOutcome.AlreadyUsed"/>, except for a retry of the same request (<see cref="Idempotency"/>).
/// </summary>
public abstract class Redemption : StorageTask
{
    /// <summary>How long an entry is kept after its token's expiry: the maximum leeway of a policy. The retention does
    /// not depend on the current leeway, so a larger leeway never makes a used token valid again.</summary>
    public const long RetentionAfterExpirySeconds = 300;

    public LedgerKey Key { get; set; }

    /// <summary>When its entry may be dropped, Unix seconds: the token's expiry plus
    /// <see cref="RetentionAfterExpirySeconds"/>. It must be the same for all redemptions of one token.</summary>
    public long RetainUntilSeconds { get; set; }

    /// <summary>The token's iat, Unix seconds.</summary>
    public long IssuedAtSeconds { get; set; }

    /// <summary>How far <see cref="IssuedAtSeconds"/> may be ahead of the ledger's clock. Beyond that, a ledger with
    /// its own clock returns <see cref="StorageOutcome.IssuedInFuture"/>.</summary>
    public long ClockSkewSecondsMax { get; set; }

    /// <summary>Hash of the request's idempotency key, 0 without one. A redemption of a used token with the hash of its
    /// entry is a retry after a lost response, and <see cref="StorageOutcome.Done"/> again.</summary>
    public ulong Idempotency { get; set; }

    /// <summary>The time of the redemption, Unix seconds.</summary>
    public long NowSeconds { get; set; }
}

/// <summary>Stores or deletes a room.</summary>
public abstract class RoomWrite : StorageTask
{
    public required StoredRoom Room { get; init; }

    /// <summary>Compare-and-set: shared storage writes only if the room still equals <see cref="Expected"/>, and
    /// returns <see cref="StorageOutcome.Conflict"/> otherwise. So no concurrent change is overwritten.</summary>
    public bool IsConditional { get; init; }

    /// <summary>The room's expected content; null if it is expected not to exist.</summary>
    public StoredRoom? Expected { get; init; }

    /// <summary>Delete the room; only app and id are used. Deleting a missing room succeeds.</summary>
    public bool IsDelete { get; init; }
}
