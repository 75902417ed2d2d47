using System.Globalization;
using Appliance.Hosting.Logging;
using Appliance.Listening;

namespace Appliance.Hosting.Systemd;

/// <summary>The listening sockets passed by systemd or a compatible manager (sd_listen_fds(3)).</summary>
public static class PassedSockets
{
    private const int FirstDescriptor = 3;
    private const int CountMax = 256;

    /// <summary>Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES. The listener checks the descriptors.</summary>
    /// <param name="addresses">The sockets passed to this process; may be empty.</param>
    /// <param name="error">Null, or a sentence about the malformed variable.</param>
    public static bool TryRead(out ListenAddress.Inherited[] addresses, out string? error)
    {
        addresses = [];
        error = null;
        string? pidText = Variable("LISTEN_PID");
        string? countText = Variable("LISTEN_FDS");
        if (pidText is null || countText is null)
            return true;
        if (!TryParse(pidText, int.MaxValue, out int pid))
            error = $"LISTEN_PID is '{pidText}'; it must be a process id.";
        else if (pid != Environment.ProcessId)
            WarnOfOtherProcess(pid, countText);
        else if (!TryParse(countText, CountMax, out int count))
            error = $"LISTEN_FDS is '{countText}'; it must be a number from 0 to {CountMax}.";
        else if (Variable("LISTEN_FDNAMES") is not { } names)
            addresses = Number(new string[count]);
        else if (names.Split(':') is var list && list.Length == count)
            addresses = Number(list);
        else
            error = $"LISTEN_FDNAMES must have {count} names separated by colons, the number in LISTEN_FDS.";
        return error is null;
    }

    /// <summary>The sockets belong to the parent: a wrapper or shell started this process as a child instead of with
    /// exec.
    /// </summary>
    private static void WarnOfOtherProcess(int pid, string count) => Log.Warn("passed-sockets-ignored", ("hint",
        $"LISTEN_PID is {pid}, but this process is {Environment.ProcessId}: the sockets of LISTEN_FDS={count} are not "
            + "served. Start this process with exec instead of as a child."));

    private static ListenAddress.Inherited[] Number(string[] names)
    {
        var addresses = new ListenAddress.Inherited[names.Length];
        for (int index = 0; index < names.Length; index++)
            addresses[index] = new(FirstDescriptor + index, names[index] ?? "");
        return addresses;
    }

    private static bool TryParse(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

    /// <summary>A variable's value; null if unset or empty.</summary>
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
