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
        foreach ((SecretSource source, string secret) in keyring.MadeUp)
        {
            if (source.Kind == SecretKind.Environment)
                text.AppendLine($"export {source.Name}='{secret}'  # made up for this run; export it to keep it");
        }
        foreach (App app in policy.Apps)
        {
            text.AppendLine();
            text.AppendLine($"# {app.Name} ({DialectName(app.Dialect)}){Remark(app)}");
            text.AppendLine(app.RoomCount == 0 ? "# no rooms" : Request(app, keyring, Base(address)));
        }
        Output.WriteErrorLine(text.ToString());
    }

    private static string DialectName(Dialect dialect) => dialect == Dialect.Hms100 ? "100ms" : "EnableX";

    private static string Remark(App app) => app.Dialect == Dialect.Hms100 && !app.TokenEndpoint.Enabled
        ? ": its token endpoint is off, so this answers 403"
        : "";

    private static string Base(ListenAddress address) => address switch
    {
        ListenAddress.Unix unix => $"--unix-socket {Quote(unix.Path)} http://localhost",
        _ => $"http://{address.ToString()!.Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "[::1]")}",
    };

    private static string Request(App app, Keyring keyring, string server)
    {
        Room room = app.RoomAt(0);
        string roomId = Encoding.UTF8.GetString(app.RoomIdAt(0));
        string role = app.Roles.First(role => (room.Type.RolesAllowed >> role.Terms.Index & 1) != 0).Name;
        if (app.Dialect == Dialect.Hms100)
        {
            string body = $$"""{"room_id":"{{roomId}}","role":"{{role}}","user_id":"1234"}""";
            return $"curl {server}/hmsapi/{app.Name}.app.100ms.live/api/token -d '{body}'";
        }
        string asked = $$"""{"name":"Jane Doe","role":"{{role}}","user_ref":"1234"}""";
        return $"curl {server}/v2/rooms/{roomId}/tokens -u {app.PublicId}:{ShownKey(app, keyring)} "
            + $"-H 'Content-Type: application/json' -d '{asked}'";
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
