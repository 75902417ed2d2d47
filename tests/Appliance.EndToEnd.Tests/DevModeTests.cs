using System.Diagnostics;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The README's first command, under the JIT like <c>dotnet run</c>.</summary>
public class DevModeTests
{
    [RequiresFact(Needs.Curl)]
    public async Task Printed_curl_commands_work_when_pasted()
    {
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(
            Commands.Start("dotnet", [JitBuild.Assembly, "serve", "--dev", "--listen", "127.0.0.1:0"]));
        string[] lines = await PrintedCommands.ReadAsync(appliance, count: 3);

        Assert.Contains("# Serving 3 apps of the policy on ", appliance.Log);

        using JsonDocument johndoe = await PrintedCommands.PasteAsync(lines[0]);
        Assert.Equal(3, johndoe.RootElement.GetProperty("token").GetString()!.Split('.').Length);
        using JsonDocument oldapp = await PrintedCommands.PasteAsync(lines[1]);
        Assert.Contains("disabled", oldapp.RootElement.GetProperty("msg").GetString());
        using JsonDocument clinic = await PrintedCommands.PasteAsync(lines[2]);
        Assert.Equal(0, clinic.RootElement.GetProperty("result").GetInt32());
    }

    [RequiresFact(Needs.Linux)]
    public async Task Printed_next_command_works_when_pasted()
    {
        ProcessStartInfo start = Commands.Start(
            Path.ChangeExtension(JitBuild.Assembly, null), ["serve", "--dev", "--listen", "127.0.0.1:0"]);
        start.WorkingDirectory = Places.Repository;
        await using RunningAppliance appliance = await RunningAppliance.StartAsync(start);
        string command = await PrintedCommands.LineAsync(appliance, " explain --app johndoe");

        Assert.StartsWith("src/Appliance/bin/", command);
        ProcessStartInfo paste = Commands.Start("sh", ["-c", command]);
        paste.WorkingDirectory = Places.Repository;
        CommandResult result = await Commands.RunAsync(paste);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Allowed for 24h", result.Output);
    }
}
