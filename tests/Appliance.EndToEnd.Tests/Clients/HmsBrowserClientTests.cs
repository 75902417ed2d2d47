using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests.Clients;

/// <summary>100ms's browser clients on a cross-origin page; only the host is changed.</summary>
public sealed class HmsBrowserClientTests(MemoryBinary binary) : IClassFixture<MemoryBinary>
{
    private const string Room = "633fcdd84208780bf665346a";
    private const string UnknownCode = "aaa-bbbb-ccc";

    /// <summary>Time limit for all pages of one browser run.</summary>
    private const int BrowserTimeoutSeconds = 600;

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Chromium)]
    public async Task Browser_store_gets_a_token_by_room_code_or_the_reason_for_the_rejection()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string enabled = await CodeAsync(sdk, "guest");
        string disabled = await CodeAsync(sdk, "host");
        await sdk.CallAsync("roomCodes.enableOrDisable", disabled, false);

        JsonElement[] reports = await OpenAsync(
            appliance, Page("store", enabled), Page("store", disabled), Page("store", UnknownCode));

        AssertIsGuestToken(reports[0].GetProperty("token"));
        AssertFetched(reports[0], "POST /v2/token 200");
        Assert.Equal(403, reports[1].GetProperty("error").GetProperty("code").GetInt32());
        AssertFetched(reports[1], "POST /v2/token 403");
        Assert.Equal(404, reports[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains("Code", reports[2].GetProperty("error").GetProperty("message").GetString());
        AssertFetched(reports[2], "POST /v2/token 404");
    }

    [RequiresFact(Needs.NativeBinary | Needs.Npm | Needs.Chromium)]
    public async Task Prebuilt_room_gets_token_and_layout_without_a_retry()
    {
        await using RunningAppliance appliance = await ServeAsync();
        await using HmsServerSdk sdk = new(appliance);
        string code = await CodeAsync(sdk, "guest");
        JsonElement signed = await sdk.CallAsync(
            "auth.getAuthToken", new { roomId = Room, role = "guest", userId = "ann" });
        string token = signed.GetProperty("token").GetString()!;

        JsonElement[] reports = await OpenAsync(
            appliance, Page("prebuilt", code), Page("prebuilt", null, token), Page("prebuilt", UnknownCode));

        AssertIsGuestToken(reports[0].GetProperty("token"));
        AssertFetched(reports[0], "POST /v2/token 200", "GET /v2/layouts/ui 200");
        // A token that a back end signed with the app's secret.
        AssertFetched(reports[1], "GET /v2/layouts/ui 200");
        // The prebuilt room's text for an invalid link, which it chooses by the error's code.
        Assert.Contains("Room code does not exist", reports[2].GetProperty("text").GetString());
        AssertFetched(reports[2], "POST /v2/token 404");
    }

    private static object Page(string client, string? roomCode, string? authToken = null) =>
        new { client, roomCode, authToken, userId = "ann" };

    private static async Task<string> CodeAsync(HmsServerSdk sdk, string role) =>
        (await sdk.CallAsync("roomCodes.createForRole", Room, role)).GetProperty("code").GetString()!;

    private static void AssertIsGuestToken(JsonElement token)
    {
        JsonElement claims = Jwt.ValidClaims(token.GetString()!, TestSecrets.Johndoe);
        Assert.Equal("guest", claims.GetProperty("role").GetString());
        Assert.Equal(Room, claims.GetProperty("room_id").GetString());
        Assert.Equal("ann", claims.GetProperty("user_id").GetString());
    }

    /// <summary>Checks that the page sent exactly these requests (method, path and status).</summary>
    private static void AssertFetched(JsonElement report, params string[] expected) => Assert.Equal(
        expected,
        report.GetProperty("fetches").EnumerateArray()
            .Select(fetch => (Url: new Uri(fetch.GetProperty("url").GetString()!), Fetch: fetch))
            .Where(one => one.Url.AbsolutePath is "/v2/token" or "/v2/layouts/ui")
            .Select(one => $"{one.Fetch.GetProperty("method").GetString()} {one.Url.AbsolutePath} "
                + (one.Fetch.TryGetProperty("status", out JsonElement status)
                    ? $"{status}" : one.Fetch.GetProperty("error").GetString())));

    private static async Task<JsonElement[]> OpenAsync(RunningAppliance appliance, params object[] pages)
    {
        string input = JsonSerializer.Serialize(
            new { browser = "chromium", api = $"http://{appliance.Address}", pages });
        using JsonDocument reports = JsonDocument.Parse(
            await Npm.RunAsync("browser.mjs", ["hms-page.jsx"], input, BrowserTimeoutSeconds));
        return [.. reports.RootElement.EnumerateArray().Select(report => report.Clone())];
    }

    private Task<RunningAppliance> ServeAsync() =>
        RunningAppliance.StartAsync(binary.Start("serve", "--listen", "127.0.0.1:0"));
}
