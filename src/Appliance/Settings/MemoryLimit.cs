using System.Globalization;

namespace Appliance.Settings;

/// <summary>The memory limit of the process's control group, as containers and systemd set it (cgroups(7)).</summary>
internal static class MemoryLimit
{
    private const string OwnGroups = "/proc/self/cgroup";
    private const string Root = "/sys/fs/cgroup";
    private const string RootOfVersion1 = Root + "/memory";

    /// <summary>Version 1 says "no limit" by a number that is about as high as a number can be.</summary>
    private const long UnlimitedBytes = 1L << 60;

    /// <summary>The lowest limit of the process's group and those that it is in, bytes; null if there is none, or if
    /// nothing can be read, as in an empty root.</summary>
    /// <param name="readText">The content of a file, or null.</param>
    public static long? Read(Func<string, string?> readText)
    {
        long lowest = UnlimitedBytes;
        foreach (string line in (readText(OwnGroups) ?? "").Split('\n'))
        {
            // ID:CONTROLLERS:PATH, where version 2 has no controllers, and the path may have colons.
            string[] fields = line.Split(':', 3);
            if (fields.Length < 3)
                continue;
            if (fields[1] == "")
            {
                Lower(ref lowest, readText, Root, fields[2], "/memory.max");
                // Beyond it the kernel slows the process down until it hardly serves.
                Lower(ref lowest, readText, Root, fields[2], "/memory.high");
            }
            else if (Array.IndexOf(fields[1].Split(','), "memory") >= 0)
                Lower(ref lowest, readText, RootOfVersion1, fields[2], "/memory.limit_in_bytes");
        }
        return lowest < UnlimitedBytes ? lowest : null;
    }

    /// <summary>The group and all above it. A container may see the path that it has outside, and its own group as the
    /// root.</summary>
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
