using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The commands that <c>serve --dev</c> prints, run as pasted.</summary>
internal static class PrintedCommands
{
    /// <summary>Waits until this number of curl commands is printed.</summary>
    public static Task<string[]> ReadAsync(RunningAppliance appliance, int count) =>
        ReadAsync(appliance, line => line.StartsWith("curl "), count);

    /// <summary>Waits until one line with this text is printed.</summary>
    public static async Task<string> LineAsync(RunningAppliance appliance, string text) =>
        (await ReadAsync(appliance, line => line.Contains(text), count: 1))[0];

    private static async Task<string[]> ReadAsync(RunningAppliance appliance, Func<string, bool> filter, int count)
    {
        for (int attempt = 0; ; attempt++)
        {
            string[] lines = [.. appliance.Log.Split('\n').Where(filter)];
            if (lines.Length == count)
                return lines;
            Assert.True(attempt < 100, appliance.Log);
            await Task.Delay(50);
        }
    }

    /// <summary>The JSON of the response to a curl command.</summary>
    public static async Task<JsonDocument> PasteAsync(string line)
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("sh", ["-c", line.Replace("curl ", "curl -sS ")]));
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output);
    }
}
