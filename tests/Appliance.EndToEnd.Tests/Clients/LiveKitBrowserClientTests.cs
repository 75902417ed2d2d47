using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>LiveKit's unmodified browser clients on a cross-origin page.</summary>
public sealed class LiveKitBrowserClientTests(LiveKitBinary binary) : IClassFixture<LiveKitBinary>
{
    private const string Path = "/livekit/starter/token";
    private const string Room = "Größe & Übermaß";

    /// <summary>Time limit for all pages of one browser run.</summary>
    private const int BrowserTimeoutSeconds = 600;

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Chromium)]
    public async Task Cross_origin_hook_and_token_sources_get_tokens()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();
        object participant = new { roomName = Room, participantIdentity = "ann", participantName = "Ann Ö" };
        object user = new { identity = "ann", name = "Ann Ö" };

        JsonElement[] reports = await OpenAsync(
            appliance,
            new { client = "useToken", path = Path, options = new { roomName = Room, userInfo = user } },
            new { client = "endpoint", path = Path, options = participant },
            new { client = "developmentTokenServer", app = "starter", options = participant });

        AssertFetched(reports[0], "GET /livekit/starter/token 200");
        AssertFetched(reports[1], "POST /livekit/starter/token 200");
        AssertFetched(reports[2], "POST /api/v2/sandbox/connection-details 200");
        string[] tokens = [.. reports.Select(report => report.GetProperty("token").GetString()!)];
        foreach (JsonElement claims in await LiveKitBinary.VerifyAsync("starter", tokens))
        {
            Assert.Equal(Room, claims.GetProperty("video").GetProperty("room").GetString());
            Assert.Equal("ann", claims.GetProperty("sub").GetString());
            Assert.Equal("Ann Ö", claims.GetProperty("name").GetString());
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Chromium)]
    public async Task Cross_origin_page_can_read_the_error_of_a_rejected_token_request()
    {
        await using RunningAppliance appliance = await binary.ServeAsync();

        JsonElement[] reports = await OpenAsync(
            appliance,
            new { client = "endpoint", path = "/livekit/studio/token", options = new { roomName = "elsewhere" } },
            new { client = "developmentTokenServer", app = "nosuch", options = new { roomName = "voice-1" } });

        Assert.Contains("no room elsewhere", reports[0].GetProperty("error").GetString());
        Assert.Contains("X-Sandbox-ID", reports[1].GetProperty("error").GetString());
    }

    /// <summary>Checks that the page sent exactly this request (method, path and status).</summary>
    private static void AssertFetched(JsonElement report, string expected)
    {
        JsonElement fetch = Assert.Single(report.GetProperty("fetches").EnumerateArray());
        string path = new Uri(fetch.GetProperty("url").GetString()!).AbsolutePath;
        string result = fetch.TryGetProperty("status", out JsonElement status)
            ? $"{status}" : fetch.GetProperty("error").GetString()!;
        Assert.Equal(expected, $"{fetch.GetProperty("method").GetString()} {path} {result}");
    }

    private static async Task<JsonElement[]> OpenAsync(RunningAppliance appliance, params object[] pages)
    {
        string input = JsonSerializer.Serialize(
            new { browser = "chromium", api = $"http://{appliance.Address}", pages });
        using JsonDocument reports = JsonDocument.Parse(
            await Npm.RunAsync("browser.mjs", ["livekit-page.jsx"], input, BrowserTimeoutSeconds));
        return [.. reports.RootElement.EnumerateArray().Select(report => report.Clone())];
    }
}
