namespace Appliance.Storage;

/// <summary>Opens the storage back ends of this build: <c>-p:Storage=all</c>, <c>sqlite</c> or <c>memory</c>.</summary>
public static class StorageFactory
{
#if STORAGE_SQLITE
    public static bool HasSqlite => true;
#else
    public static bool HasSqlite => false;
#endif
#if STORAGE_REDIS
    public static bool HasRedis => true;
#else
    public static bool HasRedis => false;
#endif

    /// <inheritdoc cref="MemoryLedger(long, int)"/>
    public static OpenStorage OpenMemory(long nowSeconds, int entriesMax = MemoryLedger.EntriesMaxDefault) =>
        new(new MemoryLedger(nowSeconds, entriesMax), new MemoryRoomStore(), owner: null);

#if STORAGE_SQLITE
    /// <inheritdoc cref="SqliteStorage.Open"/>
    public static OpenStorage OpenSqlite(
        string directory, long nowSeconds, Action<string> report, bool mustExist = false)
    {
        SqliteStorage storage = SqliteStorage.Open(directory, nowSeconds, report, mustExist);
        return new(storage.Ledger, storage.Rooms, storage) { IsNew = storage.IsNew };
    }

    /// <inheritdoc cref="SqliteStorage.OpenRoomsReadOnly"/>
    public static IRoomStore OpenSqliteRoomsReadOnly(string directory) => SqliteStorage.OpenRoomsReadOnly(directory);

    /// <inheritdoc cref="SqliteStorage.Check"/>
    public static IReadOnlyList<string> CheckSqlite(string directory) => SqliteStorage.Check(directory);

    /// <inheritdoc cref="SqliteStorage.Backup"/>
    public static void BackupSqlite(string directory, string file) => SqliteStorage.Backup(directory, file);

    /// <inheritdoc cref="SqliteStorage.ResetLedger"/>
    public static void ResetSqliteLedger(string directory) => SqliteStorage.ResetLedger(directory);
#else
    /// <exception cref="StorageException">This build has no SQLite.</exception>
    public static OpenStorage OpenSqlite(
        string directory, long nowSeconds, Action<string> report, bool mustExist = false) =>
        throw NotBuiltIn("SQLite");

    /// <inheritdoc cref="OpenSqlite"/>
    public static IRoomStore OpenSqliteRoomsReadOnly(string directory) => throw NotBuiltIn("SQLite");

    /// <inheritdoc cref="OpenSqlite"/>
    public static IReadOnlyList<string> CheckSqlite(string directory) => throw NotBuiltIn("SQLite");

    /// <inheritdoc cref="OpenSqlite"/>
    public static void BackupSqlite(string directory, string file) => throw NotBuiltIn("SQLite");

    /// <inheritdoc cref="OpenSqlite"/>
    public static void ResetSqliteLedger(string directory) => throw NotBuiltIn("SQLite");
#endif

#if STORAGE_REDIS
    /// <summary>The error in a Redis address and the accepted forms, without the password; null if the address is
    /// valid.</summary>
    public static string? RedisAddressError(string address)
    {
        RedisAddress.TryParse(address, password: null, out string? error);
        return error;
    }

    /// <inheritdoc cref="RedisStorage.Connect(string, string, Action{string}, bool)"/>
    public static OpenStorage ConnectRedis(
        string address, string? password, Action<string> report, bool isStrict = false)
    {
        RedisStorage storage = RedisStorage.Connect(address, password, report, isStrict);
        return new(storage.Ledger, storage.Rooms, storage);
    }
#else
    /// <exception cref="StorageException">There is no Redis in this build.</exception>
    public static string? RedisAddressError(string address) => throw NotBuiltIn("Redis");

    /// <exception cref="StorageException">There is no Redis in this build.</exception>
    public static OpenStorage ConnectRedis(
        string address, string? password, Action<string> report, bool isStrict = false) =>
        throw NotBuiltIn("Redis");
#endif

#if !STORAGE_SQLITE || !STORAGE_REDIS
    private static StorageException NotBuiltIn(string kind) => new(
        $"this appliance was built without {kind} support: use a build that has it");
#endif
}

/// <summary>A ledger and a room store that are opened and closed together.</summary>
public sealed class OpenStorage(ILedger ledger, IRoomStore rooms, IDisposable? owner) : IDisposable
{
    public ILedger Ledger { get; } = ledger;

    public IRoomStore Rooms { get; } = rooms;

    /// <summary>Whether the data directory had no database before it was opened.</summary>
    public bool IsNew { get; init; }

    /// <summary>Completes the outstanding tasks as far as possible.</summary>
    public void Dispose()
    {
        Ledger.Dispose();
        Rooms.Dispose();
        owner?.Dispose();
    }
}
