using System.Text;
using Appliance.PolicyModel;
using ConsoleAppFramework;

namespace Appliance.Commands.Explain;

/// <summary><c>appliance explain</c>: why a token is issued or denied. It signs nothing and needs no secret.</summary>
[RegisterCommands]
internal sealed class ExplainCommand
{
    /// <summary>Explains rule by rule why a token is issued or denied; exits with 77 if it is denied.</summary>
    /// <param name="app">The app's name in the policy.</param>
    /// <param name="room">The room's id, or a name that matches a room pattern.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="at">The time of the request, for example 2040-01-01T10:00:00Z; default: now.</param>
    /// <param name="expiry">The requested lifetime, for example 90s, 15m, 24h or 7d; default: the role's.</param>
    /// <param name="user">The user's id, which is also the display name.</param>
    /// <param name="data">The data directory, as given to serve --data, for run-time changes to rooms; default:
    /// APPLIANCE_DATA.</param>
    /// <param name="output">-o, Output format, json or text.</param>
    [Command("explain")]
    public int Run(
        string app, string room, string role, string? at = null, string? expiry = null, string? user = null,
        string? data = null, string output = "text") =>
        CommandExit.Guard(() => Explain(app, room, role, at, expiry, user, DataDirectory.Of(data), output));

    private static int Explain(
        string app, string room, string role, string? at, string? expiry, string? user, string? data, string output)
    {
        if (!Options.TryParseOutput(output, out bool isJson, out string error)
            || !Options.TryParseAt(at, out long atSeconds, out error)
            || !Options.TryParseExpiry(expiry, out long requestedSeconds, out error)
            || !Options.TryParseUser(user, out byte[] userId, out error))
            return CommandExit.Fail(ExitCode.Usage, error);
        App? tenant = Policies.Current.FindApp(Encoding.UTF8.GetBytes(app));
        if (tenant is null)
            return CommandExit.UnknownApp(app);

        Explanation explained = new(new()
        {
            App = tenant,
            RoomId = room,
            RoleName = role,
            AtSeconds = atSeconds,
            RequestedSeconds = requestedSeconds,
            User = userId,
            DataDirectory = data,
        }, DataDirectory.Rooms(data));
        return CommandExit.WriteResult(
            isJson, result => ExplainJson.Write(result, explained), result => ExplainText.Write(result, explained),
            explained.IsAllowed ? ExitCode.Ok : ExitCode.Denied);
    }
}
