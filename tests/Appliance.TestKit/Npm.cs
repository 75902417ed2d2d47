using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Appliance.TestKit;

/// <summary>A test that asks a tool from npm: skipped, with the reason, where node or the packages are missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresNpmFactAttribute([CallerMemberName] string test = "")
    : ConditionalFactAttribute(Npm.Missing, test);

/// <summary>Runs the scripts in tests/npm, whose packages stand beside them once <c>npm ci</c> put them there.
/// </summary>
public static class Npm
{
    private static readonly string Folder = Path.Combine(Places.Repository, "tests/npm");

    /// <summary>What is missing on this machine; null if nothing is.</summary>
    public static string? Missing { get; } =
        !Commands.Exists("node") ? "needs node"
        : !File.Exists(Path.Combine(Folder, "node_modules/.package-lock.json")) ? "needs 'npm ci' in tests/npm"
        : null;

    /// <summary>Runs a script to its end and returns what it printed. A script that fails fails the test with what
    /// it wrote to stderr.</summary>
    /// <param name="script">The name of a file in tests/npm.</param>
    /// <param name="arguments">The script's <c>process.argv.slice(2)</c>.</param>
    /// <param name="input">What it reads from stdin.</param>
    /// <param name="secondsMax">How long it may take.</param>
    public static async Task<string> RunAsync(
        string script, IEnumerable<string> arguments, string input = "", int secondsMax = 60)
    {
        CommandResult result = await Commands.RunAsync(Start(script, arguments), input, secondsMax);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{script} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }

    /// <summary>A script that is told what to do while it runs.</summary>
    /// <param name="script">The name of a file in tests/npm.</param>
    /// <param name="arguments">The script's <c>process.argv.slice(2)</c>.</param>
    public static ProcessStartInfo Start(string script, IEnumerable<string> arguments) =>
        Commands.Start("node", arguments.Prepend(Path.Combine(Folder, script)));
}
