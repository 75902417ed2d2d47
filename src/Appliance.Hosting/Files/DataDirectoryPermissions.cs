using Appliance.Linux;

namespace Appliance.Hosting.Files;

/// <summary>The purpose for which a process opens a data directory.</summary>
public enum DataDirectoryUse
{
    /// <summary>Serves from it.</summary>
    Serve,

    /// <summary>Reads it, also while another process serves from it.</summary>
    Read,

    /// <summary>Changes it while no process serves from it.</summary>
    Change,
}

/// <summary>Checks which users besides root and the serving user may change or read a data directory.</summary>
internal static class DataDirectoryPermissions
{
    private const uint Root = 0;

    private static readonly string[] Names =
        ["appliance.db", "appliance.db-wal", "appliance.db-shm", "appliance.commits", "appliance.lock"];

    /// <param name="directory">The directory. If it does not exist, it is created later with access for its owner
    /// only.</param>
    /// <param name="use">Root may read the directory of a service's user: SQLite gives the files that it creates there
    /// to the owner of the database. All other uses need the process's own directory.</param>
    /// <param name="warning">Null, or what to do about a directory that is accepted.</param>
    /// <returns>Null, or why the directory is rejected.</returns>
    public static string? Check(string directory, DataDirectoryUse use, out string? warning)
    {
        warning = null;
        if (FileStatus.Of(directory) is not { } status)
            return null;
        List<(string Path, FileStatus Status)> files = [];
        foreach (string name in Names)
        {
            string path = Path.Combine(directory, name);
            if (FileStatus.Of(path) is { } file)
                files.Add((path, file));
        }
        uint user = Libc.geteuid();
        if (user == Root && use == DataDirectoryUse.Read)
            user = ServiceUser(status, files);
        string? error = Check(directory, status, user, use, isShared: IsSharedVolume(status), ref warning);
        foreach ((string path, FileStatus file) in files)
        {
            error ??= Check(path, file, user, use, isShared: false, ref warning)
                ?? (use == DataDirectoryUse.Read ? FindUnusable(path, file, directory, status) : null);
        }
        return error;
    }

    /// <summary>The user of the service whose directory root reads: the owner of the directory, or of its files if root
    /// mounted it.</summary>
    private static uint ServiceUser(FileStatus directory, List<(string Path, FileStatus Status)> files)
    {
        uint owner = directory.OwnerId;
        foreach ((_, FileStatus file) in files)
        {
            if (owner == Root)
                owner = file.OwnerId;
        }
        return owner;
    }

    /// <summary>A file of root in the directory of a service's user, for example a backup that root has copied there.
    /// </summary>
    private static string? FindUnusable(string path, FileStatus file, string directory, FileStatus status) =>
        file.OwnerId == Root && status.OwnerId != Root && !FilePermissions.IsUnmapped(status)
            ? $"{path} belongs to root and its directory to user {status.OwnerText}, who cannot open it. "
                + $"Run: chown --reference={directory}/. {path}"
            : null;

    /// <summary>Whether this process has access only through the group: Kubernetes mounts a volume with fsGroup so.
    /// </summary>
    private static bool IsSharedVolume(FileStatus directory) =>
        (directory.Mode & UnixFileMode.OtherWrite) == 0 && FilePermissions.IsOursByGroup(directory);

    private static string? Check(
        string path, FileStatus status, uint user, DataDirectoryUse use, bool isShared, ref string? warning)
    {
        if (FilePermissions.IsWritable(status) && !isShared)
        {
            return $"{path} is writable by others, who could make used tokens valid again: its mode is "
                + $"{status.ModeText}. Run: chmod go-w {path}";
        }
        bool isForeign = status.OwnerId != Root && status.OwnerId != user;
        if (isForeign && !FilePermissions.IsUnmapped(status))
        {
            return $"{path} belongs to user {status.OwnerText}, who could make used tokens valid again. "
                + Advice(use, status);
        }
        if (FilePermissions.IsWritable(status) || isForeign || FilePermissions.IsReadable(status))
        {
            warning ??= $"Others may read or change {path}: its mode is {status.ModeText}, its owner user "
                + $"{status.OwnerText}. Make the serving user its owner, with mode 0700 for the directory and 0600 "
                + "for its files.";
        }
        return null;
    }

    private static string Advice(DataDirectoryUse use, FileStatus status) => use switch
    {
        DataDirectoryUse.Read => "Run this command as that user or as root",
        DataDirectoryUse.Change => "Run this command as that user, with setpriv "
            + $"--reuid={status.OwnerText} --regid={status.GroupId} --clear-groups; for a unit with DynamicUser=, with "
            + "systemd-run -p DynamicUser=yes, -p User= its name and -p StateDirectory= its directory",
        _ => "Serve as that user, or change the owner of the directory and its files to the serving user",
    };
}
