using System.Globalization;

namespace Appliance.Load;

/// <summary>The resources that a process has used so far, from /proc/PID.</summary>
/// <param name="CpuSeconds">User and system time of all threads.</param>
/// <param name="ResidentKb">Current resident memory (VmRSS).</param>
/// <param name="ResidentPeakKb">Peak resident memory (VmHWM).</param>
/// <param name="Descriptors">Open descriptors; null without permission to list them.</param>
internal sealed record ProcessSample(double CpuSeconds, long ResidentKb, long ResidentPeakKb, int? Descriptors)
{
    /// <summary>USER_HZ, the unit of times in /proc: 100 on x64 and arm64.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The index of utime in /proc/PID/stat after the command in parentheses; stime follows.</summary>
    private const int UserTimeField = 11;

    /// <exception cref="IOException">The process does not exist.</exception>
    public static ProcessSample Read(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        string[] status = File.ReadAllLines($"/proc/{pid}/status");
        return new(
            (Number(fields[UserTimeField]) + Number(fields[UserTimeField + 1])) / TicksPerSecond,
            Kilobytes(status, "VmRSS:"),
            Kilobytes(status, "VmHWM:"),
            CountDescriptors(pid));
    }

    private static long Kilobytes(string[] status, string name)
    {
        string? line = Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : Number(line[name.Length..].Replace("kB", "").Trim());
    }

    private static int? CountDescriptors(int pid)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
