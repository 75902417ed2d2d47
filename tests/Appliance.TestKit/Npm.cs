using System.Diagnostics;

namespace Appliance.TestKit;

/// <summary>Runs the scripts in tests/npm. <c>npm ci</c> installs their packages.</summary>
public static class Npm
{
    private static readonly string Folder = Path.Combine(Places.Repository, "tests/npm");

    public static bool IsInstalled => File.Exists(Path.Combine(Folder, "node_modules/.package-lock.json"));

    /// <summary>Runs a script and returns its output. If the script fails, the exception contains its stderr.</summary>
    /// <param name="script">The name of a file in tests/npm.</param>
    /// <param name="arguments">The script's <c>process.argv.slice(2)</c>.</param>
    /// <param name="input">The script's stdin.</param>
    /// <param name="secondsMax">The timeout.</param>
    public static async Task<string> RunAsync(
        string script, IEnumerable<string> arguments, string input = "", int secondsMax = 60)
    {
        CommandResult result = await Commands.RunAsync(Start(script, arguments), input, secondsMax);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{script} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    /// <summary>How to start a script, for a test that writes to its stdin while it runs.</summary>
    /// <param name="script">The name of a file in tests/npm.</param>
    /// <param name="arguments">The script's <c>process.argv.slice(2)</c>.</param>
    public static ProcessStartInfo Start(string script, IEnumerable<string> arguments) =>
        Commands.Start("node", arguments.Prepend(Path.Combine(Folder, script)));
}
