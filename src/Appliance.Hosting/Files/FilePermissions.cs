using Appliance.Linux;

namespace Appliance.Hosting.Files;

/// <summary>Which users besides root and this process's user may read or change a file or a directory.</summary>
internal static class FilePermissions
{
    private const UnixFileMode WriteMask = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const uint Root = 0;

    /// <summary>uid_map outside of a user namespace: every user is mapped to itself (user_namespaces(7)).</summary>
    private static readonly string[] EveryUser = ["0", "0", "4294967295"];

    private static readonly Lazy<bool> IsInUserNamespace = new(() =>
        RegularFile.TryReadText("/proc/self/uid_map") is { } map
        && !map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).AsSpan().SequenceEqual(EveryUser));

    /// <summary>The owner shown in a user namespace for every user outside of it (user_namespaces(7)).</summary>
    private const uint Unmapped = 65534;

    /// <summary>Whether the mode lets the group or all users write.</summary>
    public static bool IsWritable(FileStatus file) => (file.Mode & WriteMask) != 0;

    /// <summary>Whether others can replace files in a directory. In a sticky one, such as /tmp, only owners can.
    /// </summary>
    public static bool IsReplaceable(FileStatus directory) =>
        IsWritable(directory) && (directory.Mode & UnixFileMode.StickyBit) == 0;

    /// <summary>The remedy if others can replace the file; null if they cannot.</summary>
    public static string? ReplaceableHint(string path)
    {
        string directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        return FileStatus.Of(directory) is { } status && IsReplaceable(status)
            ? $"can be replaced by others: the mode of its directory is {status.ModeText}. Run: chmod go-w {directory}"
            : null;
    }

    /// <summary>Whether all users may read it, or a group other than root's and the one that gives this process access.
    /// </summary>
    public static bool IsReadable(FileStatus file) =>
        (file.Mode & UnixFileMode.OtherRead) != 0
        || (file.Mode & UnixFileMode.GroupRead) != 0 && file.GroupId != Root && !IsOursByGroup(file);

    /// <summary>Whether the owner, who can always change the mode, is neither root nor this process's user.</summary>
    public static bool IsForeign(FileStatus file) => file.OwnerId != Root && file.OwnerId != Libc.geteuid();

    /// <summary>Whether a user namespace hides the owner. Outside of one, the number is an ordinary user.</summary>
    public static bool IsUnmapped(FileStatus file) => file.OwnerId == Unmapped && IsInUserNamespace.Value;

    /// <summary>Whether root owns it and this process has access through its group.</summary>
    public static unsafe bool IsOursByGroup(FileStatus file)
    {
        if (file.OwnerId != Root || Libc.geteuid() == Root)
            return false;
        if (file.GroupId == Libc.getegid())
            return true;
        uint[] groups = new uint[Math.Max(0, Libc.getgroups(0, null))];
        int count;
        fixed (uint* start = groups)
            count = Libc.getgroups(groups.Length, start);
        return count > 0 && groups.AsSpan(0, count).Contains(file.GroupId);
    }
}
