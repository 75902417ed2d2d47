using Appliance.Linux;

namespace Appliance.Hosting.Files;

/// <summary>Checks which users besides root and the serving user may change or read a data directory.</summary>
internal static class DataDirectoryPermissions
{
    private static readonly string[] Names =
        ["appliance.db", "appliance.db-wal", "appliance.db-shm", "appliance.commits", "appliance.lock"];

    /// <param name="directory">The directory. If it does not exist, it is created later with access for its owner
    /// only.</param>
    /// <param name="warning">Null, or what to do about a directory that is accepted.</param>
    /// <returns>Null, or why the directory is rejected.</returns>
    public static string? Check(string directory, out string? warning)
    {
        warning = null;
        if (FileStatus.Of(directory) is not { } status)
            return null;
        string? error = Check(directory, status, isShared: IsSharedVolume(status), ref warning);
        foreach (string name in Names)
        {
            string path = Path.Combine(directory, name);
            if (error is null && FileStatus.Of(path) is { } file)
                error = Check(path, file, isShared: false, ref warning);
        }
        return error;
    }

    /// <summary>Whether this process has access only through the group: Kubernetes mounts a volume with fsGroup so.
    /// </summary>
    private static bool IsSharedVolume(FileStatus directory) =>
        (directory.Mode & UnixFileMode.OtherWrite) == 0 && FilePermissions.IsOursByGroup(directory);

    private static string? Check(string path, FileStatus status, bool isShared, ref string? warning)
    {
        if (FilePermissions.IsWritable(status) && !isShared)
        {
            return $"{path} is writable by others, who could make used tokens valid again: its mode is "
                + $"{status.ModeText}. Run: chmod go-w {path}";
        }
        bool isForeign = FilePermissions.IsForeign(status);
        if (isForeign && !FilePermissions.IsUnmapped(status))
        {
            return $"{path} belongs to user {status.OwnerText}, who could make used tokens valid again. Serve as that "
                + "user, or change the owner of the directory and its files to the serving user";
        }
        if (FilePermissions.IsWritable(status) || isForeign || FilePermissions.IsReadable(status))
        {
            warning ??= $"Others may read or change {path}: its mode is {status.ModeText}, its owner user "
                + $"{status.OwnerText}. Make the serving user its owner, with mode 0700 for the directory and 0600 "
                + "for its files.";
        }
        return null;
    }
}
