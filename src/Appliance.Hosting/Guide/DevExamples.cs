using System.Text;
using Appliance.Endpoints.Vendors;
using Appliance.Hosting.Logging;
using Appliance.Hosting.Secrets;
using Appliance.Listening;
using Appliance.PolicyModel;

namespace Appliance.Hosting.Guide;

/// <summary>The output of <c>serve --dev</c> on stderr: what is served, generated secrets, a curl command for each app
/// and the next steps. All of it can be pasted into a shell.</summary>
public static class DevExamples
{
    public static void Print(CompiledPolicy policy, Keyring keyring, ListenAddress address)
    {
        StringBuilder text = new();
        text.AppendLine();
        text.AppendLine($"# Serving {Count(policy)} of the policy on {address}, for development. Ctrl-C ends it.");
        if (keyring.Generated.Count > 0)
            text.AppendLine("# Secrets generated for this run; export them to keep them:");
        foreach ((SecretSource source, string secret) in keyring.Generated)
        {
            text.AppendLine(source.Kind == SecretKind.Environment
                ? $"export {source.Name}='{Stored(source, secret)}'"
                : $"# {source}: store a secret there to keep it");
        }
        foreach (App app in policy.Apps)
        {
            text.AppendLine();
            text.AppendLine($"# {app.Name} ({app.Dialect}){Remark(app)}");
            text.AppendLine(SampleRequest.Of(app) is { } sample ? Curl(sample, keyring, Base(address)) : "# no rooms");
        }
        if (SampleRequest.Of(SampleRequest.FirstApp(policy)) is { } first)
        {
            text.AppendLine();
            text.AppendLine("# Next: see the claims of a token and the rules that allow it, then edit the policy.");
            text.AppendLine(
                $"{OwnCommand.Current} explain --app {first.App.Name} --room {ShellText.Quote(first.RoomId)} "
                    + $"--role {first.Role.Name}");
        }
        Output.WriteErrorLine(text.ToString());
    }

    private static string Count(CompiledPolicy policy) =>
        policy.Apps.Count == 1 ? "one app" : $"{policy.Apps.Count} apps";

    private static string Stored(SecretSource source, string secret) =>
        source.IsBase64 ? Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)) : secret;

    private static string Remark(App app) =>
        VendorApis.Of(app) is { HasOpenEndpoint: true } && !app.TokenEndpoint.Enabled
            ? ": its token endpoint is off, so this returns 403"
            : "";

    /// <summary>The start of the URL, with an open quote because shells expand brackets.</summary>
    private static string Base(ListenAddress address) => address switch
    {
        ListenAddress.Unix unix => $"--unix-socket {ShellText.Quote(unix.Path)} 'http://localhost",
        _ => $"'http://{address.ToString()!.Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "[::1]")}",
    };

    private static string Curl(SampleRequest sample, Keyring keyring, string server)
    {
        App app = sample.App;
        if (sample.Call is not { } call)
            return $"# no API issues its tokens: {OwnCommand.Current} token --app {app.Name} --room {sample.RoomId} "
                + $"--role {sample.Role.Name} --user 1234";
        string key = call.NeedsAppKey
            ? $"-u {app.PublicId}:{PresentedKey(app, keyring)} -H 'Content-Type: application/json' " : "";
        return $"curl {server}{call.Path}' {key}-d '{call.Body}'";
    }

    /// <summary>A generated key is printed; the shell fills in a configured one.</summary>
    private static string PresentedKey(App app, Keyring keyring)
    {
        SecretSource source = app.ApiKey!;
        if (keyring.Generated.TryGetValue(source, out string? secret))
            return secret;
        string content = SecretReader.KindOf(source) switch
        {
            SecretKind.Environment => $"printenv {source.Name}",
            SecretKind.File => $"cat {ShellText.Quote(source.Name)}",
            _ => $"cat \"$CREDENTIALS_DIRECTORY/{source.Name}\"",
        };
        return $"\"$({content}{(source.IsBase64 ? " | base64 -d" : "")})\"";
    }
}
