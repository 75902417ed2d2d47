using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Notifications to systemd (sd_notify(3)).</summary>
public class SystemdNotifyTests(Binary binary) : IClassFixture<Binary>
{
    private static readonly Dictionary<string, string> Ping = new() { ["WATCHDOG"] = "1" };

    [RequiresFact(Needs.NativeBinary)]
    public async Task Systemd_is_notified_of_readiness_reload_and_stop()
    {
        using NotifySocket socket = new();
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Start(socket));
        await AssertLifecycleNotifiedAsync(socket, appliance);
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chroot)]
    public async Task Systemd_is_notified_from_an_empty_root()
    {
        using EmptyRoot root = new(binary);
        using NotifySocket socket = new(isAbstract: true);
        ProcessStartInfo start = root.Start();
        start.Environment["NOTIFY_SOCKET"] = socket.Name;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        await AssertLifecycleNotifiedAsync(socket, appliance);
        Assert.Empty(root.Leftovers);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Watchdog_is_pinged_at_half_its_interval()
    {
        using NotifySocket socket = new();
        ProcessStartInfo start = Start(socket);
        start.Environment["WATCHDOG_USEC"] = "1000000";
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        Assert.Equal("1", (await socket.ReceiveAsync())["READY"]);
        Assert.Equal(Ping, await socket.ReceiveAsync());
        List<TimeSpan> intervals = [];
        for (int round = 0; round < 7; round++)
        {
            Stopwatch since = Stopwatch.StartNew();
            Assert.Equal(Ping, await socket.ReceiveAsync());
            intervals.Add(since.Elapsed);
        }
        // The median: a busy machine delays single pings.
        intervals.Sort();
        Assert.InRange(intervals[3], TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.9));
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Watchdog_of_another_process_is_ignored()
    {
        using NotifySocket socket = new();
        ProcessStartInfo start = Start(socket);
        start.Environment["WATCHDOG_USEC"] = "20000";
        start.Environment["WATCHDOG_PID"] = "1";
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        Assert.Equal("1", (await socket.ReceiveAsync())["READY"]);
        await Task.Delay(200);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.Equal("1", (await socket.ReceiveAsync())["STOPPING"]);
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Invalid_watchdog_interval_exits_with_78()
    {
        using NotifySocket socket = new();
        foreach (string text in new[] { "x", "-1", "0", "1s" })
        {
            ProcessStartInfo start = Start(socket);
            start.Environment["WATCHDOG_USEC"] = text;
            CommandResult result = await Commands.RunAsync(start);
            Assert.True(result.ExitCode == 78, $"{text}: {result}");
            Assert.Contains("WATCHDOG_USEC", result.Error);
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Missing_notify_socket_is_logged_once_and_stops_nothing()
    {
        foreach (string name in new[] { "/nowhere/notify", "@missing-socket", "relative", "/" + new string('a', 200) })
        {
            ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
            start.Environment["NOTIFY_SOCKET"] = name;
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reloaded");
            Assert.Equal("OK", (await appliance.Client.GetAsync("/livez")).StatusCode.ToString());
            Assert.Equal(0, await appliance.EndAsync("TERM"));
            Assert.Single(appliance.Logged("notify-failed"));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task Full_notify_socket_blocks_nothing()
    {
        using NotifySocket socket = new();
        ProcessStartInfo start = Start(socket);
        start.Environment["WATCHDOG_USEC"] = "2000";
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        // A ping every millisecond fills the socket's queue of some hundred messages, which the test does not read.
        await appliance.LoggedAsync("notify-failed");
        Assert.Equal("OK", (await appliance.Client.GetAsync("/livez")).StatusCode.ToString());
        Assert.Equal(0, await appliance.EndAsync("TERM"));
    }

    private static async Task AssertLifecycleNotifiedAsync(NotifySocket socket, RunningAppliance appliance)
    {
        Dictionary<string, string> ready = await socket.ReceiveAsync();
        Assert.Equal("1", ready["READY"]);
        Assert.Equal($"Listening on {appliance.Client.BaseAddress!.Authority}.", ready["STATUS"]);

        long before = MonotonicMicroseconds;
        await appliance.SignalAsync("HUP");
        Dictionary<string, string> reloading = await socket.ReceiveAsync();
        Assert.Equal("1", reloading["RELOADING"]);
        Assert.InRange(long.Parse(reloading["MONOTONIC_USEC"]), before, MonotonicMicroseconds);
        Assert.Equal(ready, await socket.ReceiveAsync());

        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.Equal("1", (await socket.ReceiveAsync())["STOPPING"]);
    }

    /// <summary>CLOCK_MONOTONIC, the clock of Stopwatch on Linux.</summary>
    private static long MonotonicMicroseconds => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    private ProcessStartInfo Start(NotifySocket socket)
    {
        ProcessStartInfo start = binary.Start("serve", "--listen", "127.0.0.1:0");
        start.Environment["NOTIFY_SOCKET"] = socket.Name;
        return start;
    }
}
