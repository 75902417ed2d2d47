using Appliance.Hosting.Files;
using Appliance.Hosting.Logging;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>Opens the storage of run-time rooms and used tokens.</summary>
public static class ServiceStorage
{
    /// <exception cref="StorageException">The storage cannot be opened.</exception>
    /// <exception cref="OutOfMemoryException">Its threads cannot be started.</exception>
    public static OpenStorage Open(ServeSettings settings)
    {
        StorageBackend backend = StorageBackends.SelectedBy(settings.Storage);
        string? directory = backend.DirectoryOf(settings.Storage);
        if (directory is not null)
            CheckPermissions(directory, DataDirectoryUse.Serve);
        backend.PrepareProcess();
        OpenStorage storage = backend.Open(new()
        {
            Values = settings.Storage,
            NowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            Report = sentence => Log.Warn("storage", ("state", sentence)),
            LedgerEntriesMax = MemoryPlan.LedgerEntries(settings),
        });
        if (directory is not null && storage.IsNew)
        {
            Log.Info("new-ledger", ("directory", Path.GetFullPath(directory)), ("hint", "The directory had no "
                + "database: tokens issued before now are rejected. Set data-must-exist to make this an error."));
        }
        return storage;
    }

    /// <summary>Rejects a data directory that others may change, and warns about one that they may read.</summary>
    /// <exception cref="StorageException">The directory is rejected.</exception>
    public static void CheckPermissions(string directory, DataDirectoryUse use)
    {
        // A build without the backend reports its own error later.
        if (!StorageBackends.OfDirectory.IsBuiltIn)
            return;
        if (DataDirectoryPermissions.Check(directory, use, out string? warning) is { } error)
            throw new StorageException(error) { IsConfigurationError = true };
        if (warning is not null)
            Log.Warn("data-readable", ("directory", Path.GetFullPath(directory)), ("hint", warning));
    }
}
