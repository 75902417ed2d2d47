using System.Text;
using Appliance.Listening;
using Appliance.Policy;
using Appliance.Secrets;

namespace Appliance.Serving;

/// <summary>What <c>serve --dev</c> prints on stderr: for each app a request that works when pasted.</summary>
internal static class DevGuide
{
    public static void Print(CompiledPolicy policy, Keyring keyring, ListenAddress address)
    {
        StringBuilder text = new();
        if (keyring.MadeUp.Count > 0)
            text.AppendLine("# Secrets made up for this run; export them to keep them:");
        foreach ((SecretSource source, string secret) in keyring.MadeUp)
        {
            if (source.Kind == SecretKind.Environment)
                text.AppendLine($"export {source.Name}='{Stored(source, secret)}'");
        }
        foreach (App app in policy.Apps)
        {
            text.AppendLine();
            text.AppendLine($"# {app.Name} ({app.Dialect}){Remark(app)}");
            text.AppendLine(app.RoomCount == 0 ? "# no rooms" : Request(app, keyring, Base(address)));
        }
        Output.WriteErrorLine(text.ToString());
    }

    private static string Stored(SecretSource source, string secret) =>
        source.IsBase64 ? Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)) : secret;

    private static string Remark(App app) =>
        app.Api is TokenApi.Hms100 or TokenApi.LiveKit && !app.TokenEndpoint.Enabled
            ? ": its token endpoint is off, so this answers 403"
            : "";

    /// <summary>The URL's beginning, its quote still open: shells take brackets for patterns.</summary>
    private static string Base(ListenAddress address) => address switch
    {
        ListenAddress.Unix unix => $"--unix-socket {Quote(unix.Path)} 'http://localhost",
        _ => $"'http://{address.ToString()!.Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "[::1]")}",
    };

    private static string Request(App app, Keyring keyring, string server)
    {
        (int index, Role role) = Choose(app);
        string roomId = Encoding.UTF8.GetString(app.RoomIdAt(index));
        string data = If(role.Required, CallerValues.Data, ",\"data\":{\"from\":\"curl\"}");
        return app.Api switch
        {
            TokenApi.Hms100 => $"curl {server}/hmsapi/{app.Name}.app.100ms.live/api/token' "
                + $$"""-d '{"room_id":"{{roomId}}","role":"{{role.Name}}","user_id":"1234"}'""",
            TokenApi.EnableX => $"curl {server}/v2/rooms/{roomId}/tokens' -u {app.PublicId}:{ShownKey(app, keyring)} "
                + "-H 'Content-Type: application/json' "
                + $$"""-d '{"name":"Jane Doe","role":"{{role.Name}}","user_ref":"1234"{{data}}}'""",
            TokenApi.LiveKit => $"curl {server}/livekit/{app.Name}/token' "
                + $$"""-d '{"room_name":"{{roomId}}"{{Participant(role)}}}'""",
            _ => $"# no API serves its tokens: appliance token --app {app.Name} --room {roomId} --role {role.Name} "
                + "--user 1234",
        };
    }

    /// <summary>Who asks, and what else the role's tokens cannot do without.</summary>
    private static string Participant(Role role) =>
        If(role.Accepted, CallerValues.UserId, ",\"participant_identity\":\"1234\"")
        + If(role.Accepted, CallerValues.UserName, ",\"participant_name\":\"Jane Doe\"")
        + If(role.Required, CallerValues.Metadata, ",\"participant_metadata\":\"from curl\"")
        + If(role.Required, CallerValues.Attributes, ",\"participant_attributes\":{\"from\":\"curl\"}")
        + If(role.Required, CallerValues.RoomConfig, ",\"room_config\":{\"max_participants\":10}");

    private static string If(CallerValues values, CallerValues value, string member) =>
        (values & value) == 0 ? "" : member;

    /// <summary>The first room and role that get a token now, or just the first. A LiveKit endpoint gives everybody
    /// its own role.</summary>
    private static (int RoomIndex, Role Role) Choose(App app)
    {
        Role? sole = app.FindRole(Encoding.UTF8.GetBytes(app.TokenEndpoint.Role));
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        for (int index = 0; index < app.RoomCount; index++)
        {
            foreach (Role role in app.Roles)
            {
                if ((sole is null || role == sole)
                    && Rules.Decide(role.Terms, app.RoomAt(index).Terms, now, Rules.DefaultLife).IsAllowed)
                    return (index, role);
            }
        }
        return (0, sole ?? app.Roles[0]);
    }

    /// <summary>A key made up for this run is printed; a configured one is left to the shell to fill in.</summary>
    private static string ShownKey(App app, Keyring keyring)
    {
        SecretSource source = app.ApiKey!;
        if (keyring.MadeUp.TryGetValue(source, out string? secret))
            return secret;
        string content = source.Kind switch
        {
            SecretKind.Environment => $"printenv {source.Name}",
            SecretKind.File => $"cat {Quote(source.Name)}",
            _ => $"cat \"$CREDENTIALS_DIRECTORY/{source.Name}\"",
        };
        return $"\"$({content}{(source.IsBase64 ? " | base64 -d" : "")})\"";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";
}
