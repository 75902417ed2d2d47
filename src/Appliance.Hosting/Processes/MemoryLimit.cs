using System.Globalization;
using Appliance.Hosting.Files;

namespace Appliance.Hosting.Processes;

/// <summary>The memory limit of the process's control group, set by a container or systemd (cgroups(7)).</summary>
public static class MemoryLimit
{
    private const string OwnGroups = "/proc/self/cgroup";
    private const string Root = "/sys/fs/cgroup";
    private const string RootOfVersion1 = Root + "/memory";

    /// <summary>Version 1 represents "no limit" by a number close to 2^63.</summary>
    private const long UnlimitedBytes = 1L << 60;

    /// <inheritdoc cref="Read(Func{string, string?})"/>
    public static long? Read() => Read(RegularFile.TryReadText);

    /// <summary>The lowest limit of the process's group and its ancestors, bytes; null if unlimited or unreadable, as
    /// in an empty root.</summary>
    /// <param name="readText">The content of a file, or null.</param>
    internal static long? Read(Func<string, string?> readText)
    {
        long lowest = UnlimitedBytes;
        foreach (string line in (readText(OwnGroups) ?? "").Split('\n'))
        {
            // ID:CONTROLLERS:PATH. Version 2 has no controllers, and the path may contain colons.
            string[] fields = line.Split(':', 3);
            if (fields.Length < 3)
                continue;
            if (fields[1] == "")
            {
                Lower(ref lowest, readText, Root, fields[2], "/memory.max");
                // Above memory.high the kernel throttles the process almost to a halt.
                Lower(ref lowest, readText, Root, fields[2], "/memory.high");
            }
            else if (Array.IndexOf(fields[1].Split(','), "memory") >= 0)
                Lower(ref lowest, readText, RootOfVersion1, fields[2], "/memory.limit_in_bytes");
        }
        return lowest < UnlimitedBytes ? lowest : null;
    }

    /// <summary>Applies the limits of a group and its ancestors. Inside a container the path may be that of the host,
    /// with the container's own group mounted as the root.</summary>
    private static void Lower(
        ref long lowest, Func<string, string?> readText, string root, string group, string file)
    {
        string path = group.TrimEnd('/');
        while (true)
        {
            if (long.TryParse(readText(root + path + file), NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture, out long bytes)
                && bytes < lowest)
                lowest = bytes;
            if (path == "")
                return;
            path = path[..Math.Max(0, path.LastIndexOf('/'))];
        }
    }
}
