namespace Appliance.Storage;

/// <summary>The outcome of a <see cref="StorageTask"/>.</summary>
public enum StorageOutcome : byte
{
    /// <summary>Not completed yet.</summary>
    Pending,
    /// <summary>Applied, and as durable as the storage is.</summary>
    Done,
    /// <summary>The token was used before. Nothing was changed.</summary>
    AlreadyUsed,
    /// <summary>Another room of the app has the name. Nothing was changed.</summary>
    NameTaken,
    /// <summary>The token's retention has ended by the latest time that the ledger has seen, so its entry may have been
    /// dropped. Nothing was changed.</summary>
    RetentionExpired,
    /// <summary>The token's iat is further ahead of the ledger's clock than the clock skew allows. Nothing was changed.
    /// </summary>
    IssuedInFuture,
    /// <summary>Another appliance has changed the room, so it differs from <see cref="RoomWrite.Expected"/>. The
    /// <see cref="IRoomObserver"/> received that change before this completes. Nothing was changed.</summary>
    Conflict,
    /// <summary>Storage is unreachable or failed. The operation may or may not have been applied.</summary>
    Unavailable,
}
