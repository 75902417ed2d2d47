using System.Diagnostics;
using System.Globalization;

namespace Appliance.Hosting.Systemd;

/// <summary>Notifies systemd of the service's state and pings its watchdog, if requested.</summary>
public sealed class ServiceManager
{
    /// <summary>The cap of the watchdog timeout; a longer one is pinged more often than needed.</summary>
    private const long WatchdogMicrosecondsMax = 3_600_000_000;

    private readonly NotifySocket? _socket = NotifySocket.FromEnvironment();

    private ServiceManager(TimeSpan? watchdogPeriod) => WatchdogInterval = watchdogPeriod;

    /// <summary>The interval of <see cref="Ping"/>, half of the watchdog timeout; null without a watchdog.</summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.</summary>
    /// <param name="manager">The manager; without NOTIFY_SOCKET its methods do nothing.</param>
    /// <param name="error">Null, or a sentence about the malformed variable.</param>
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
            error = $"WATCHDOG_USEC is '{text}'; it must be a number of microseconds, at least 2.";
        return error is null;
    }

    /// <summary>All addresses are bound, or a reload is complete.</summary>
    public void Ready(string status) => _socket?.Send($"READY=1\nSTATUS={status}");

    /// <summary>Secrets are being reloaded; call <see cref="Ready"/> afterwards.</summary>
    public void Reloading() => _socket?.Send(
        $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds().ToString(CultureInfo.InvariantCulture)}");

    public void Stopping() => _socket?.Send("STOPPING=1\nSTATUS=Draining.");

    /// <summary>Pings the watchdog.</summary>
    public void Ping() => _socket?.Send("WATCHDOG=1");

    /// <summary>The clock of <see cref="Stopwatch"/> is CLOCK_MONOTONIC.</summary>
    private static long MonotonicMicroseconds() => Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;
}
