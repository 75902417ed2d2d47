namespace Appliance.Linux;

/// <summary>The limit of open file descriptors (RLIMIT_NOFILE of getrlimit(2)).</summary>
public static class DescriptorLimit
{
    /// <summary>
    /// Raises the soft limit to the hard one, which needs no privilege. Shells and systemd set 1024 for the sake of
    /// select(2), which this process does not use; it has no child processes that would inherit the limit.
    /// </summary>
    /// <returns>The effective limit; null if it is unlimited or cannot be read.</returns>
    public static int? Raise()
    {
        if (!OperatingSystem.IsLinux() || Libc.getrlimit(Libc.LimitOpenFiles, out Libc.Limit limit) != 0)
            return null;
        Libc.Limit raised = limit with { Soft = limit.Hard };
        if (limit.Soft < limit.Hard && Libc.setrlimit(Libc.LimitOpenFiles, raised) == 0)
            limit = raised;
        return limit.Soft <= int.MaxValue ? (int)limit.Soft : null;
    }
}
