using System.Diagnostics;

namespace Appliance.TestKit;

/// <summary>Output and exit code of a command.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs commands with a timeout.</summary>
public static class Commands
{
    private static readonly string[] PathFolders =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>Whether a command is on the PATH, or where administrators' commands are.</summary>
    public static bool Exists(string name) =>
        PathFolders.Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, name)));

    public static ProcessStartInfo Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, string input = "", int secondsMax = 60)
    {
        using Process process = Process.Start(start)!;
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(secondsMax));
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process exited without reading its input.
        }
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end within {secondsMax} s");
        }
    }
}
