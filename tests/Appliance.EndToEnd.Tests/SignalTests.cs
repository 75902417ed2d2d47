using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Stop and reload signals work for every way of starting; other signals are ignored.</summary>
public sealed class SignalTests(MemoryBinary binary) : IClassFixture<MemoryBinary>
{
    /// <summary>The parent may have set signals to be ignored, or changed their handlers.</summary>
    [RequiresTheory(Needs.NativeBinary)]
    [InlineData("""exec "$0" "$@" """)]
    [InlineData("""trap '' INT HUP TERM; exec "$0" "$@" """)]
    [InlineData("""exec nohup "$0" "$@" """)]
    [InlineData("""exec setsid "$0" "$@" """)]
    public async Task Reload_and_graceful_shutdown_work_even_if_the_parent_ignored_the_signals(string script)
    {
        foreach (string end in new[] { "TERM", "INT" })
        {
            await using RunningAppliance appliance = await RunningAppliance.StartAsync(Start("sh", "-c", script));
            await appliance.SignalAsync("HUP");
            await appliance.LoggedAsync("reloaded");
            Assert.Equal(0, await appliance.EndAsync(end));
            Assert.Equal(
                $"SIG{end}", Assert.Single(appliance.Logged("stopping")).GetProperty("signal").GetString());
            Assert.Single(appliance.Logged("stopped"));
        }
    }

    [RequiresFact(Needs.NativeBinary)]
    public async Task SIGUSR1_SIGUSR2_and_SIGPIPE_are_ignored()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0"));
        foreach (string signal in new[] { "USR1", "USR2", "PIPE" })
            await appliance.SignalAsync(signal);
        await Task.Delay(200);
        Assert.False(appliance.HasExited);
        await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.Single(appliance.Logged("stopping"));
    }

    /// <summary>timeout(1) signals the process and its group, so the same signal arrives twice.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task Timeout_command_triggers_a_graceful_shutdown()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            Start("timeout", "--preserve-status", "2"));
        Assert.Equal(0, await appliance.ExitedAsync());
        Assert.Single(appliance.Logged("stopping"));
        Assert.Single(appliance.Logged("stopped"));
    }

    /// <summary>The first process of a PID namespace only gets signals that it handles.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Namespace)]
    public async Task PID_1_of_a_container_shuts_down_on_SIGTERM()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            Start("unshare", "--pid", "--fork", "--kill-child"));
        // unshare itself ignores SIGTERM and waits for its child.
        string children = File.ReadAllText($"/proc/{appliance.Id}/task/{appliance.Id}/children");
        int child = int.Parse(children, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        foreach (string signal in new[] { "USR1", "HUP", "TERM" })
        {
            await Commands.RunAsync(Commands.Start("kill", [$"-{signal}", $"{child}"]));
            if (signal == "HUP")
                await appliance.LoggedAsync("reloaded");
        }
        Assert.Equal(0, await appliance.ExitedAsync());
        JsonElement stopping = Assert.Single(appliance.Logged("stopping"));
        Assert.Equal("SIGTERM", stopping.GetProperty("signal").GetString());
    }

    /// <summary>The JIT build handles signals in the same way.</summary>
    [RequiresFact(Needs.NativeBinary)]
    public async Task JIT_build_reloads_and_shuts_down_on_signals()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(Commands.Start(
            "dotnet", [JitBuild.Assembly, "serve", "--listen", "127.0.0.1:0"], TestSecrets.Environment));
        await appliance.SignalAsync("USR1");
        await appliance.SignalAsync("HUP");
        await appliance.LoggedAsync("reloaded");
        Assert.Equal(0, await appliance.EndAsync("TERM"));
        Assert.Single(appliance.Logged("stopped"));
    }

    private ProcessStartInfo Start(string command, params string[] arguments) => Commands.Start(
        command, [.. arguments, binary.Path, "serve", "--listen", "127.0.0.1:0"], TestSecrets.Environment);
}
