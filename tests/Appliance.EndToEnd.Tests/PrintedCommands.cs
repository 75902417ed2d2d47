using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The curl commands that <c>serve --dev</c> prints, run as pasted.</summary>
internal static class PrintedCommands
{
    /// <summary>Waits until this number of commands is printed.</summary>
    public static async Task<string[]> ReadAsync(RunningAppliance appliance, int count)
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

    /// <summary>The response's JSON.</summary>
    public static async Task<JsonDocument> PasteAsync(string line)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("sh", ["-c", line.Replace("curl ", "curl -sS ")]));
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output);
    }
}
