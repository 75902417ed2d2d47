using Appliance.Settings;
using Appliance.Storage;

namespace Appliance.Serving;

/// <summary>Opens what keeps rooms and used tokens.</summary>
internal static class ServiceStorage
{
    /// <exception cref="StorageException">It cannot be opened.</exception>
    public static OpenStorage Open(ServeSettings settings)
    {
        long nowSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (settings.DataDirectory is { } directory)
            return StorageFactory.OpenSqlite(directory, nowSeconds, Report);
        if (settings.Redis is { } address)
            return StorageFactory.ConnectRedis(address, password: null, Report);
        return StorageFactory.OpenMemory(nowSeconds);
    }

    private static void Report(string sentence) => Log.Warn("storage", ("state", sentence));
}
