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
        string[] lines = await CurlLinesAsync(appliance, count: 3);

        using JsonDocument johndoe = await PasteAsync(lines[0]);
        Assert.Equal(3, johndoe.RootElement.GetProperty("token").GetString()!.Split('.').Length);
        using JsonDocument oldapp = await PasteAsync(lines[1]);
        Assert.Contains("disabled", oldapp.RootElement.GetProperty("msg").GetString());
        using JsonDocument clinic = await PasteAsync(lines[2]);
        Assert.Equal(0, clinic.RootElement.GetProperty("result").GetInt32());
    }

    private static async Task<string[]> CurlLinesAsync(RunningAppliance appliance, int count)
    {
        for (int attempt = 0; ; attempt++)
        {
            string[] lines = [.. appliance.Log.Split('\n').Where(line => line.StartsWith("curl "))];
            if (lines.Length == count)
                return lines;
            Assert.True(attempt < 100, appliance.Log);
            await Task.Delay(50);
        }
    }

    private static async Task<JsonDocument> PasteAsync(string line)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("sh", ["-c", line.Replace("curl ", "curl -sS ")]));
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output);
    }
}
