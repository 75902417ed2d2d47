using System.Runtime.InteropServices;

namespace Appliance.Hosting.Processes;

/// <summary>The limit of open file descriptors (RLIMIT_NOFILE of getrlimit(2)).</summary>
public static partial class DescriptorLimit
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>
    /// Raises the soft limit to the hard one, which needs no privilege. Shells and systemd set 1024 for the sake of
    /// select(2), which this process does not use; it has no child processes that would inherit the limit.
    /// </summary>
    /// <returns>The effective limit; null if it is unlimited or cannot be read.</returns>
    public static int? Raise()
    {
        if (!OperatingSystem.IsLinux() || getrlimit(RLIMIT_NOFILE, out Limit limit) != 0)
            return null;
        if (limit.Soft < limit.Hard && setrlimit(RLIMIT_NOFILE, limit with { Soft = limit.Hard }) == 0)
            limit = limit with { Soft = limit.Hard };
        return limit.Soft <= int.MaxValue ? (int)limit.Soft : null;
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    /// <summary>struct rlimit</summary>
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
