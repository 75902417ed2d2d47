using System.Runtime.InteropServices;

namespace Appliance.Files;

/// <summary>Who besides root and this process's user may read or change a file or a directory.</summary>
internal static partial class FilePermissions
{
    private const UnixFileMode WriteMask = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const uint Root = 0;

    /// <summary>What the kernel says where every user is mapped to itself (user_namespaces(7)).</summary>
    private static readonly string[] EveryUser = ["0", "0", "4294967295"];

    private static readonly Lazy<bool> IsInUserNamespace = new(() =>
        RegularFile.TryReadText("/proc/self/uid_map") is { } map
        && !map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).AsSpan().SequenceEqual(EveryUser));

    /// <summary>What the kernel shows in a user namespace for every user outside of it (user_namespaces(7)).</summary>
    private const uint Unmapped = 65534;

    /// <summary>Whether the mode lets the group or all users write.</summary>
    public static bool IsWritable(FileStatus file) => (file.Mode & WriteMask) != 0;

    /// <summary>The same of a directory: where it is sticky, as /tmp is, others cannot replace what is not theirs.
    /// </summary>
    public static bool IsReplaceable(FileStatus directory) =>
        IsWritable(directory) && (directory.Mode & UnixFileMode.StickyBit) == 0;

    /// <summary>What to do about the directory of a file that others could replace; null if they could not.</summary>
    public static string? ReplaceableHint(string path)
    {
        string directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        return FileStatus.Of(directory) is { } status && IsReplaceable(status)
            ? $"may be replaced by others: the mode of its directory is {status.ModeText}. Run: chmod go-w {directory}"
            : null;
    }

    /// <summary>Whether the mode lets all users read, or a group that is neither root's nor the one by which this
    /// process reads.</summary>
    public static bool IsReadable(FileStatus file) =>
        (file.Mode & UnixFileMode.OtherRead) != 0
        || (file.Mode & UnixFileMode.GroupRead) != 0 && file.GroupId != Root && !IsOursByGroup(file);

    /// <summary>Whether the owner, who may write whatever the mode is, is neither root nor this process's user.
    /// </summary>
    public static bool IsForeign(FileStatus file) => file.OwnerId != Root && file.OwnerId != geteuid();

    /// <summary>Whether the owner is hidden by a user namespace. Outside of one, this number is a user like any
    /// other.</summary>
    public static bool IsUnmapped(FileStatus file) => file.OwnerId == Unmapped && IsInUserNamespace.Value;

    /// <summary>Whether it is root's, and this process gets at it because it is in the group.</summary>
    public static unsafe bool IsOursByGroup(FileStatus file)
    {
        if (file.OwnerId != Root || geteuid() == Root)
            return false;
        if (file.GroupId == getegid())
            return true;
        uint[] groups = new uint[Math.Max(0, getgroups(0, null))];
        int count;
        fixed (uint* start = groups)
            count = getgroups(groups.Length, start);
        return count > 0 && groups.AsSpan(0, count).Contains(file.GroupId);
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc")]
    private static unsafe partial int getgroups(int count, uint* groups);
}
