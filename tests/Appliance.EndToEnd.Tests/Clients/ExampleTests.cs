using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>The programs in docs/examples, run as they are.</summary>
public sealed class ExampleTests(Binary binary, LiveKitBinary liveKitBinary)
    : IClassFixture<Binary>, IClassFixture<LiveKitBinary>
{
    private static readonly string Folder = Path.Combine(Places.Repository, "docs/examples");

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Python)]
    public async Task Back_end_gets_a_token_that_media_servers_redeem_once()
    {
        await using RunningAppliance appliance = await ServeAsync();
        using Process backEnd = Process.Start(Start(appliance, "node", "enablex-back-end.mjs"))!;
        try
        {
            string address = (await backEnd.StandardOutput.ReadLineAsync())!;
            foreach ((string command, string script) in
                new[] { ("node", "media-server.mjs"), ("python3", "media_server.py") })
            {
                string token = await JoinAsync(address, """{"user":"jane","name":"Jane Doe"}""");
                (int first, JsonElement admitted) = await RunAsync(appliance, command, script, token);
                Assert.Equal((0, "moderator"), (first, admitted.GetProperty("role").GetString()));
                Assert.Contains("record", admitted.GetProperty("grants").GetRawText());
                (int second, JsonElement rejected) = await RunAsync(appliance, command, script, token);
                Assert.Equal((1, "already-used"), (second, rejected.GetProperty("reason").GetString()));
                (int broken, JsonElement wrong) = await RunAsync(appliance, command, script, "x.y.z");
                Assert.Equal((1, "wrong-app"), (broken, wrong.GetProperty("reason").GetString()));
            }
        }
        finally
        {
            backEnd.Kill();
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Chromium)]
    public async Task Page_fetches_a_token_from_another_origin()
    {
        await using RunningAppliance appliance = await ServeAsync();
        string page = Path.Combine(Folder, "token-page.html");
        string endpoint = $"http://{appliance.Address}/hmsapi/johndoe.app.100ms.live/";
        string document = await OpenAsync($"file://{page}?endpoint={Uri.EscapeDataString(endpoint)}");
        string status = WebUtility.HtmlDecode(document.Split("<p id=\"status\">")[1].Split("</p>")[0]);
        Assert.StartsWith("Token: ", status);
        JsonElement claims = Jwt.ValidClaims(status["Token: ".Length..], TestSecrets.Johndoe);
        Assert.Equal("guest", claims.GetProperty("role").GetString());
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Chromium)]
    public async Task TokenSource_page_fetches_a_token_that_LiveKits_verifier_accepts()
    {
        await using RunningAppliance appliance = await liveKitBinary.ServeAsync();
        await using BundledPage page = await BundledPage.ServeAsync(Folder, "livekit-page");
        string endpoint = Uri.EscapeDataString($"http://{appliance.Address}/livekit/meet/token");

        string joined = await OpenAsync(page, $"?endpoint={endpoint}&room=team-7&name=J%C3%B6rg");
        string token = joined.Split("Token: ")[1].Split('\n')[0];
        JsonElement claims = (await LiveKitBinary.VerifyAsync("meet", token))[0];
        Assert.Equal("team-7", claims.GetProperty("video").GetProperty("room").GetString());
        Assert.Equal("J\u00F6rg", claims.GetProperty("name").GetString());
        // No media server listens at the policy's serverUrl.
        Assert.Contains("Not joined: ", joined);

        string rejected = await OpenAsync(page, $"?endpoint={endpoint}&room=elsewhere");
        Assert.Contains("The app has no room elsewhere.", rejected);
        Assert.DoesNotContain("Token: ", rejected);
    }

    /// <summary>The text of the page, whose origin is the one that its policy allows.</summary>
    private static async Task<string> OpenAsync(BundledPage page, string query)
    {
        string document = await OpenAsync(
            $"{BundledPage.Origin}/{page.File}{query}", $"--host-resolver-rules=MAP 127.0.0.1:8000 {page.Address}");
        return WebUtility.HtmlDecode(document.Split("<pre id=\"progress\">")[1].Split("</pre>")[0]);
    }

    /// <summary>The document of a page after its requests.</summary>
    private static async Task<string> OpenAsync(string url, params string[] more) =>
        (await Commands.RunAsync(Commands.Start("chromium",
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom", .. more, url,
        ]), secondsMax: 120)).Output;

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));

    private static ProcessStartInfo Start(RunningAppliance appliance, string command, params string[] arguments) =>
        Commands.Start(command, [Path.Combine(Folder, arguments[0]), .. arguments[1..]], new Dictionary<string, string>
        {
            ["APPLIANCE_URL"] = $"http://{appliance.Address}",
            ["CLINIC_APP_KEY"] = TestSecrets.ClinicKey,
            ["PORT"] = "0",
        });

    private static async Task<string> JoinAsync(string address, string body)
    {
        using HttpClient client = new();
        using HttpResponseMessage response = await client.PostAsync(
            $"{address}/join", new StringContent(body, Encoding.UTF8));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("token").GetString()!;
    }

    private static async Task<(int ExitCode, JsonElement Result)> RunAsync(
        RunningAppliance appliance, string command, string script, string token)
    {
        CommandResult result = await Commands.RunAsync(Start(appliance, command, script, token));
        Assert.Equal("", result.Error);
        return (result.ExitCode, JsonDocument.Parse(result.Output).RootElement);
    }
}
