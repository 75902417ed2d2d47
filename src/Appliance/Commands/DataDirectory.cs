using Appliance.Hosting.Files;
using Appliance.Hosting.Serving;
using Appliance.Rooms;
using Appliance.Settings;
using Appliance.Storage;
using Appliance.Storage.Memory;

namespace Appliance.Commands;

/// <summary>The data directory that a verb reads, as given to <c>serve</c>.</summary>
internal static class DataDirectory
{
    /// <summary>The notice of a verb without a data directory.</summary>
    public const string RuntimeChangesIgnored =
        "Run-time changes to rooms were ignored: add --data DIR.";

    /// <summary>The environment variable of the setting.</summary>
    public static string Variable => Setting.VariableOf(StorageBackends.OfDirectory.Selector!.Name);

    /// <summary>The value of the flag, or else of the variable; null if neither is set.</summary>
    public static string? Of(string? flag) =>
        (flag ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } directory ? directory : null;

    /// <summary>The policy's rooms and those of the directory, which a running appliance may have open.</summary>
    /// <param name="directory">The data directory; null for the policy's rooms only.</param>
    /// <exception cref="StorageException">The directory has no database, or it cannot be read.</exception>
    public static RoomDirectory Rooms(string? directory)
    {
        if (directory is not null)
            ServiceStorage.CheckPermissions(directory, DataDirectoryUse.Read);
        return new(
            Policies.Current,
            directory is null ? new MemoryRoomStore() : StorageBackends.DataDirectory.OpenRoomsReadOnly(directory),
            new ServiceLog());
    }
}
