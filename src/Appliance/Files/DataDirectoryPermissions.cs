namespace Appliance.Files;

/// <summary>Judges who besides root and the user that serves may change or read a data directory.</summary>
internal static class DataDirectoryPermissions
{
    private static readonly string[] Names =
        ["appliance.db", "appliance.db-wal", "appliance.db-shm", "appliance.commits", "appliance.lock"];

    /// <param name="directory">A directory; one that is not there yet is made for its owner alone.</param>
    /// <param name="warning">Null, or what to do where the directory is taken all the same.</param>
    /// <returns>Null, or why it is refused.</returns>
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

    /// <summary>Whether this process itself writes by the group alone: so Kubernetes mounts a volume with fsGroup.
    /// </summary>
    private static bool IsSharedVolume(FileStatus directory) =>
        (directory.Mode & UnixFileMode.OtherWrite) == 0 && FilePermissions.IsOursByGroup(directory);

    private static string? Check(string path, FileStatus status, bool isShared, ref string? warning)
    {
        if (FilePermissions.IsWritable(status) && !isShared)
        {
            return $"{path} may be written by others, who could make used tokens valid again: its mode is "
                + $"{status.ModeText}. Run: chmod go-w {path}";
        }
        bool isForeign = FilePermissions.IsForeign(status);
        if (isForeign && !FilePermissions.IsUnmapped(status))
        {
            return $"{path} belongs to user {status.OwnerText}, who could make used tokens valid again. Serve as that "
                + "user, or give the directory and its files to the user that serves";
        }
        if (FilePermissions.IsWritable(status) || isForeign || FilePermissions.IsReadable(status))
        {
            warning ??= $"Others may read or change {path}: its mode is {status.ModeText}, its owner user "
                + $"{status.OwnerText}. Let the user that serves own it, with mode 0700 for the directory and 0600 for "
                + "its files.";
        }
        return null;
    }
}
