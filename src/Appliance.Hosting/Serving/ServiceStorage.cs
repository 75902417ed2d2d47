using Appliance.Hosting.Files;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Threads;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>Opens the storage of run-time rooms and used tokens.</summary>
public static class ServiceStorage
{
    /// <exception cref="StorageException">The storage cannot be opened.</exception>
    /// <exception cref="OutOfMemoryException">Its threads cannot be started.</exception>
    public static OpenStorage Open(ServeSettings settings)
    {
        long nowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (settings.DataDirectory is { } directory && StorageFactory.HasSqlite)
            return OpenDirectory(directory, nowSeconds, settings.DataMustExist);
        if (StorageFactory.HasRedis && settings.Redis is { } address)
        {
            PoolThreads.StartAll();
            return StorageFactory.ConnectRedis(address, password: null, Report, settings.RedisStrict);
        }
        return StorageFactory.OpenMemory(nowSeconds, MemoryPlan.LedgerEntries(settings));
    }

    /// <summary>Rejects a data directory that others may change, and warns about one that they may read.</summary>
    /// <exception cref="StorageException">The directory is rejected.</exception>
    public static void CheckPermissions(string directory)
    {
        // A build without SQLite reports its own error later.
        if (!StorageFactory.HasSqlite)
            return;
        if (DataDirectoryPermissions.Check(directory, out string? warning) is { } error)
            throw new StorageException(error) { IsConfigurationError = true };
        if (warning is not null)
            Log.Warn("data-readable", ("directory", Path.GetFullPath(directory)), ("hint", warning));
    }

    private static OpenStorage OpenDirectory(string directory, long nowSeconds, bool mustExist)
    {
        CheckPermissions(directory);
        OpenStorage storage = StorageFactory.OpenSqlite(directory, nowSeconds, Report, mustExist);
        if (storage.IsNew)
        {
            Log.Info("new-ledger", ("directory", Path.GetFullPath(directory)), ("hint", "The directory had no "
                + "database: tokens issued before now are rejected. Set data-must-exist to make this an error."));
        }
        return storage;
    }

    private static void Report(string sentence) => Log.Warn("storage", ("state", sentence));
}
