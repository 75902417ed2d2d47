namespace Appliance.Storage;

/// <summary>
/// Something that storage is asked to do, and may complete later. The caller derives from it what it wants to know when
/// that is; once completed it may be given in again.
/// </summary>
public abstract class StorageTask
{
    private int _outcome;

    /// <summary>Any thread may ask.</summary>
    public StorageOutcome Outcome => (StorageOutcome)Volatile.Read(ref _outcome);

    /// <summary>Called by storage once each time, on any thread, possibly before the call that began it
    /// returns.</summary>
    public void Complete(StorageOutcome outcome)
    {
        Volatile.Write(ref _outcome, (int)outcome);
        OnCompleted();
    }

    /// <summary>Called by whoever is about to give it in.</summary>
    public void Reset() => Volatile.Write(ref _outcome, (int)StorageOutcome.Pending);

    /// <summary>Must not block and not throw: other tasks are completed behind it.</summary>
    protected abstract void OnCompleted();
}

/// <summary>Marks a token as used, if it is not: <see cref="StorageOutcome.Done"/> the first time,
/// <see cref="StorageOutcome.Rejected"/> ever after, except for a request that is repeated
/// (<see cref="Idempotency"/>).</summary>
public abstract class Redemption : StorageTask
{
    /// <summary>How long an entry is kept after its token has expired: as long as any policy's leeway may be. So an
    /// entry lasts as long whatever the leeway is at the moment, and a leeway that grows makes no used token good
    /// again.
    /// </summary>
    public const long RetentionAfterExpirySeconds = 300;

    /// <summary>What tells the token from all others.</summary>
    public LedgerKey Key { get; set; }

    /// <summary>Its entry may be dropped from this instant on, Unix seconds: its expiry and
    /// <see cref="RetentionAfterExpirySeconds"/>. The same for every redemption of one token.</summary>
    public long RetainUntilSeconds { get; set; }

    /// <summary>When it was issued according to itself, Unix seconds.</summary>
    public long IssuedAtSeconds { get; set; }

    /// <summary>How far behind <see cref="IssuedAtSeconds"/> the ledger's clock may be. A ledger with a clock of its
    /// own answers <see cref="StorageOutcome.IssuedInFuture"/> beyond that.</summary>
    public long ClockSkewSecondsMax { get; set; }

    /// <summary>Names the request, so that it can be repeated when its response was lost: where the token is used and
    /// its entry has this number, it is <see cref="StorageOutcome.Done"/> once more. 0 for a request without a name.
    /// </summary>
    public ulong Idempotency { get; set; }

    /// <summary>The instant of the redemption, Unix seconds.</summary>
    public long NowSeconds { get; set; }
}

/// <summary>Keeps a room as it now is, or drops it.</summary>
public abstract class RoomWrite : StorageTask
{
    public required StoredRoom Room { get; init; }

    /// <summary>The change was made up from <see cref="Expected"/>. Storage that others change as well does nothing if the
    /// room is another one by now, and answers <see cref="StorageOutcome.Conflict"/>: what they did is not
    /// undone.</summary>
    public bool IsConditional { get; init; }

    /// <summary>The room as it was, null if there was none.</summary>
    public StoredRoom? Expected { get; init; }

    /// <summary>Drop it: only app and id count. To drop what is not there is done at once.</summary>
    public bool IsDelete { get; init; }
}
