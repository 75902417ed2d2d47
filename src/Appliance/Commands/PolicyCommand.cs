using System.Text;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using ConsoleAppFramework;

namespace Appliance.Commands;

/// <summary><c>appliance policy</c>: the policy compiled into this binary.</summary>
[RegisterCommands]
internal sealed class PolicyCommand
{
    /// <summary>Prints the compiled policy: apps, roles, room types and rooms; for secrets, only where they are stored.
    /// </summary>
    /// <param name="output">-o, Output format, json or text.</param>
    /// <param name="app">-a, Print only this app.</param>
    [Command("policy")]
    public int Run(string output = "text", string? app = null) => CommandExit.Guard(() => Show(output, app));

    private static int Show(string output, string? app)
    {
        if (!Options.TryParseOutput(output, out bool isJson, out string error))
            return CommandExit.Fail(ExitCode.Usage, error);
        IReadOnlyList<App> apps = Policies.Current.Apps;
        if (app is not null)
        {
            if (Policies.Current.FindApp(Encoding.UTF8.GetBytes(app)) is not { } found)
                return CommandExit.UnknownApp(app);
            apps = [found];
        }
        return CommandExit.WriteResult(
            isJson, result => PolicyJson.Write(result, Policies.Current.Digest, apps),
            result => PolicyText.Write(result, Policies.Current.Digest, apps));
    }
}
