using System.Globalization;
using System.Runtime.InteropServices;

namespace Appliance.Systemd;

/// <summary>What systemd is told of the service's life, where it asks for it.</summary>
internal sealed partial class ServiceManager
{
    private const int CLOCK_MONOTONIC = 1;

    /// <summary>Where systemd waits longer, it hears of us more often than it asks.</summary>
    private const long WatchdogMicrosecondsMax = 3_600_000_000;

    private readonly NotifySocket? _socket = NotifySocket.FromEnvironment();

    private ServiceManager(TimeSpan? watchdogPeriod) => WatchdogPeriod = watchdogPeriod;

    /// <summary>How often to call <see cref="Ping"/>, half of what systemd waits for; null if it does not.</summary>
    public TimeSpan? WatchdogPeriod { get; }

    /// <summary>Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.</summary>
    /// <param name="manager">Who starts the service, also if that is nobody who wants to hear of it.</param>
    /// <param name="error">Null, or a sentence that says which variable is wrong.</param>
    public static bool TryFind(out ServiceManager manager, out string? error)
    {
        error = null;
        manager = new(watchdogPeriod: null);
        string? pid = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        string? text = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        bool isOurs = string.IsNullOrEmpty(pid)
            || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (manager._socket is null || string.IsNullOrEmpty(text) || !isOurs)
            return true;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            && microseconds > 1)
            manager = new(TimeSpan.FromMicroseconds(Math.Min(microseconds, WatchdogMicrosecondsMax) / 2));
        else
            error = $"WATCHDOG_USEC is '{text}'; it has to be a number of microseconds from 2 up.";
        return error is null;
    }

    /// <summary>Every address is bound, or a reload is over.</summary>
    public void Ready(string status) => _socket?.Send($"READY=1\nSTATUS={status}");

    /// <summary>Secrets are read again; <see cref="Ready"/> says when that is over.</summary>
    public void Reloading() => _socket?.Send(
        $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds().ToString(CultureInfo.InvariantCulture)}");

    public void Stopping() => _socket?.Send("STOPPING=1\nSTATUS=Finishing what was received.");

    /// <summary>The service works.</summary>
    public void Ping() => _socket?.Send("WATCHDOG=1");

    private static unsafe long MonotonicMicroseconds()
    {
        // struct timespec { seconds, nanoseconds }
        nint* time = stackalloc nint[2];
        _ = clock_gettime(CLOCK_MONOTONIC, time);
        return (time[0] * 1_000_000L) + (time[1] / 1000);
    }

    [LibraryImport("libc")]
    private static unsafe partial int clock_gettime(int clock, nint* time);
}
