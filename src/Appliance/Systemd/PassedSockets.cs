using System.Globalization;
using Appliance.Listening;

namespace Appliance.Systemd;

/// <summary>The listening sockets that systemd, or what does the same, passes to a service
/// (sd_listen_fds(3)).</summary>
internal static class PassedSockets
{
    private const int FirstDescriptor = 3;
    private const int CountMax = 256;

    /// <summary>Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES; the descriptors themselves are checked when they are
    /// served.</summary>
    /// <param name="addresses">The sockets passed to this process, often none.</param>
    /// <param name="error">Null, or a sentence that says which variable is wrong.</param>
    public static bool TryRead(out ListenAddress.Inherited[] addresses, out string? error)
    {
        addresses = [];
        error = null;
        string? pidText = Variable("LISTEN_PID");
        string? countText = Variable("LISTEN_FDS");
        if (pidText is null || countText is null)
            return true;
        if (!TryParse(pidText, int.MaxValue, out int pid))
            error = $"LISTEN_PID is '{pidText}'; it has to be the number of a process.";
        else if (pid != Environment.ProcessId)
            WarnOfOtherProcess(pid, countText);
        else if (!TryParse(countText, CountMax, out int count))
            error = $"LISTEN_FDS is '{countText}'; it has to be a number from 0 to {CountMax}.";
        else if (Variable("LISTEN_FDNAMES") is not { } names)
            addresses = Number(new string[count]);
        else if (names.Split(':') is var list && list.Length == count)
            addresses = Number(list);
        else
            error = $"LISTEN_FDNAMES has to be {count} names with colons between, as many as LISTEN_FDS says.";
        return error is null;
    }

    /// <summary>A wrapper that does not exec, or a shell that starts a child, leaves us with sockets that nobody
    /// serves.</summary>
    private static void WarnOfOtherProcess(int pid, string count) => Log.Warn("passed-sockets-ignored", ("hint",
        $"LISTEN_PID is {pid}, but this process is {Environment.ProcessId}: the sockets of LISTEN_FDS={count} are not "
            + "served. Whatever starts this process has to exec it, not to run it as a child."));

    private static ListenAddress.Inherited[] Number(string[] names)
    {
        var addresses = new ListenAddress.Inherited[names.Length];
        for (int index = 0; index < names.Length; index++)
            addresses[index] = new(FirstDescriptor + index, names[index] ?? "");
        return addresses;
    }

    private static bool TryParse(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;

    /// <summary>A variable's value, null if it is not set or empty.</summary>
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
