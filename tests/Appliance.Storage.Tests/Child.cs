using System.Diagnostics;
using System.Globalization;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>A child process that redeems in a data directory, and its output.</summary>
internal sealed class Child
{
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "Appliance.Storage.Child.dll");

    private Child(IReadOnlyList<string> lines) => Lines = lines;

    /// <summary>The lines that it printed.</summary>
    public IReadOnlyList<string> Lines { get; }

    public int Count(StorageOutcome outcome) => Lines.Count(line => line.EndsWith($" {outcome}"));

    /// <summary>The numbers whose redemptions had this outcome.</summary>
    public int[] Redeemed(StorageOutcome outcome) => Numbers("redeem", outcome);

    /// <summary>The numbers whose room writes had this outcome.</summary>
    public int[] Rooms(StorageOutcome outcome) => Numbers("room", outcome);

    /// <summary>The command line of a child.</summary>
    public static string[] Command(string directory, int first, int wanted, params string[] more) =>
    [
        "dotnet", Library, directory, first.ToString(CultureInfo.InvariantCulture),
        wanted.ToString(CultureInfo.InvariantCulture), .. more,
    ];

    /// <summary>Runs a command that starts the child, and waits for its end.</summary>
    public static async Task<Child> RunAsync(params string[] command)
    {
        CommandResult result = await Commands.RunAsync(Commands.Start(command[0], command[1..]), secondsMax: 300);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        return new(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Starts the child and kills it with SIGKILL after it has printed the given number of lines.</summary>
    public static async Task<Child> RunAndKillAsync(int linesMax, params string[] command)
    {
        using Process process = Process.Start(Commands.Start(command[0], command[1..]))!;
        List<string> lines = [];
        while (lines.Count < linesMax && await process.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        process.Kill();
        // Output in the pipe counts, except for a truncated last line.
        string rest = await process.StandardOutput.ReadToEndAsync();
        lines.AddRange(rest.Split('\n')[..^1]);
        await process.WaitForExitAsync();
        return new(lines);
    }

    private int[] Numbers(string kind, StorageOutcome outcome) =>
    [
        .. Lines.Select(line => line.Split(' '))
            .Where(words => words.Length == 3 && words[0] == kind && words[2] == $"{outcome}")
            .Select(words => int.Parse(words[1], CultureInfo.InvariantCulture)),
    ];
}
