using Appliance.Endpoints;
using Appliance.Serving;
using Appliance.Settings;
using Appliance.Storage;

namespace Appliance.Commands;

/// <summary>The data directory that a verb looks into, as <c>serve</c> has it.</summary>
internal static class DataDirectory
{
    /// <summary>What a verb says that was told of none.</summary>
    public const string NotLookedAt =
        "Rooms made, changed or disabled at run time were not looked at: add --data DIR.";

    /// <summary>The environment variable of the setting.</summary>
    public static string Variable => AllSettings.Rows[AllSettings.IndexOf("data")].Variable;

    /// <summary>What the flag names, or else the variable; null if neither does.</summary>
    public static string? Of(string? flag) =>
        (flag ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } directory ? directory : null;

    /// <summary>The rooms of the policy and those of the directory, if one is named, also while an appliance has
    /// it.</summary>
    /// <exception cref="StorageException">The directory has no database, or it cannot be read.</exception>
    public static RoomDirectory Rooms(string? directory)
    {
        if (directory is not null)
            ServiceStorage.CheckPermissions(directory);
        return new(
            Policies.Current,
            directory is null ? new MemoryRoomStore() : StorageFactory.OpenSqliteRoomsReadOnly(directory),
            new ServiceLog());
    }
}
