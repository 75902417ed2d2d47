using Appliance.Storage.Memory;
using Appliance.Storage.Redis;
using Appliance.Storage.Sqlite;

namespace Appliance.Storage;

/// <summary>The table of storage backends, one row each. Which of them a build can open is in backends.props.</summary>
public static class StorageBackends
{
    private static readonly StorageBackend[] Rows = [new SqliteBackend(), new RedisBackend(), new MemoryBackend()];

    /// <summary>The values of <c>-p:Storage=</c>; each build has the back ends of those after it.</summary>
    private static readonly string[] Builds = ["all", "sqlite", "memory"];

    public static IReadOnlyList<StorageBackend> All => Rows;

    /// <summary>The back ends of this build, as in <c>-p:Storage=sqlite</c>.</summary>
    public static string Build { get; } = Array.Find(
        Builds, build => Array.Exists(Rows, backend => backend.IsBuiltIn && backend.Build == build))!;

    /// <summary>The backend that stores in a data directory.</summary>
    public static StorageBackend OfDirectory { get; } =
        Array.Find(Rows, backend => backend.Selector is { IsDirectory: true })!;

    /// <summary>The backend whose setting has a value; the default without one.</summary>
    public static StorageBackend SelectedBy(StorageValues values) => Array.Find(
        Rows, backend => backend.Selector is not { } selector || values[selector.Name] is not null)!;

    /// <summary>The operations on a data directory.</summary>
    /// <exception cref="StorageException">This build has no backend for it.</exception>
    public static IDataDirectory DataDirectory => OfDirectory as IDataDirectory ?? throw OfDirectory.NotBuiltIn();
}
