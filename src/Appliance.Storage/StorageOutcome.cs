namespace Appliance.Storage;

/// <summary>What became of a <see cref="StorageTask"/>.</summary>
public enum StorageOutcome : byte
{
    /// <summary>It is not known yet.</summary>
    Pending,
    /// <summary>Done, and as durable as the storage is.</summary>
    Done,
    /// <summary>Used before (a redemption), or the name is another room's (a room); nothing was changed.</summary>
    Rejected,
    /// <summary>The entry that would tell may have been dropped already, since the token had expired by the latest time
    /// that the ledger has ever seen; nothing was changed.</summary>
    RetentionExpired,
    /// <summary>The token is dated later than the ledger's clock allows; nothing was changed.</summary>
    IssuedInFuture,
    /// <summary>The room is not <see cref="RoomWrite.Expected"/> any more: another appliance has changed it, and the
    /// <see cref="IRoomObserver"/> was told before this completes; nothing was changed.</summary>
    Conflict,
    /// <summary>Storage cannot be reached or failed: nothing is promised, neither that it was done nor that it was
    /// not.</summary>
    Unavailable,
}
