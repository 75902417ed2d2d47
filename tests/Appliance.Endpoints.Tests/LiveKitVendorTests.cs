using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Our tokens and responses, read by LiveKit's own npm packages.</summary>
public class LiveKitVendorTests
{
    private const string Key = "APIliveExample";
    private static readonly string Secret = Api.SecretOf("live");

    [RequiresFact(Needs.Npm)]
    public async Task Vendor_SDK_reads_the_requested_claims()
    {
        var request = new
        {
            participant_identity = "jäne~?>",
            participant_name = "Jane \U0001F600 Doe",
            participant_metadata = "{\"seat\":\"~\",\n\"row\":1}",
            participant_attributes = new Dictionary<string, string> { ["lang"] = "de", ["ключ"] = "\"~\"\\" },
            room_config = new { agents = new[] { new { agent_name = "guide" } } },
        };
        JsonElement claims = (await VerifyAsync((TokenFor("live", request), Key, Secret)))[0].GetProperty("claims");

        JsonElement video = claims.GetProperty("video");
        Assert.Equal("lobby", video.GetProperty("room").GetString());
        Assert.Equal(["roomJoin", "canPublish", "canSubscribe", "canPublishData"], Granted(video));
        Assert.Equal(Key, claims.GetProperty("iss").GetString());
        Assert.Equal(request.participant_identity, claims.GetProperty("sub").GetString());
        Assert.Equal(request.participant_name, claims.GetProperty("name").GetString());
        Assert.Equal(request.participant_metadata, claims.GetProperty("metadata").GetString());
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(request.participant_attributes), claims.GetProperty("attributes")));
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(request.room_config), claims.GetProperty("roomConfig")));
        Assert.Equal(300, claims.GetProperty("exp").GetInt64() - claims.GetProperty("nbf").GetInt64());
    }

    [RequiresFact(Needs.Npm)]
    public async Task Vendor_SDK_reads_the_grants_of_each_role()
    {
        string host = TokenFor("kiosk", new { room_name = "hall" });
        string viewer = TokenFor("hall", new { });
        JsonElement[] verdicts = await VerifyAsync(
            (host, "APIkioskExample", Api.SecretOf("kiosk")), (viewer, "APIhallExample", Api.SecretOf("hall")));

        JsonElement hosts = verdicts[0].GetProperty("claims");
        Assert.Equal(
            ["roomJoin", "canPublish", "canSubscribe", "canPublishData", "roomRecord", "roomAdmin"],
            Granted(hosts.GetProperty("video")));
        Assert.Equal("""{"from":"the kiosk"}""", hosts.GetProperty("metadata").GetString());
        Assert.Equal("kiosk", hosts.GetProperty("attributes").GetProperty("kind").GetString());
        Assert.Equal(["roomJoin", "canSubscribe"], Granted(verdicts[1].GetProperty("claims").GetProperty("video")));
    }

    [RequiresFact(Needs.Npm)]
    public async Task Vendor_SDK_rejects_forged_altered_expired_and_early_tokens()
    {
        string token = TokenFor("live", new { });
        string old = TokenFor("live", new { }, DateTimeOffset.UtcNow.AddMinutes(-6).ToUnixTimeSeconds());
        string early = TokenFor("live", new { }, DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds());
        string[] parts = token.Split('.');
        string altered = $"{parts[0]}.{TokenFor("live", new { }).Split('.')[1]}.{parts[2]}";
        JsonElement[] verdicts = await VerifyAsync(
            (token, Key, Secret), (token, Key, Secret + "x"), (token, "APIother", Secret), (altered, Key, Secret),
            (old, Key, Secret), (early, Key, Secret));

        Assert.Equal(
            [
                "", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "ERR_JWT_CLAIM_VALIDATION_FAILED",
                "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "ERR_JWT_EXPIRED", "ERR_JWT_CLAIM_VALIDATION_FAILED",
            ],
            verdicts.Select(one => one.TryGetProperty("error", out JsonElement e) ? e.GetString()!.Split(':')[0] : ""));
    }

    [RequiresFact(Needs.Npm)]
    public async Task Vendor_client_gets_a_token_over_HTTP()
    {
        using LoopbackServer server = new();
        JsonElement response = await FetchAsync(server.Url + "/livekit/live/token", new
        {
            roomName = "lobby",
            participantName = "Jane Doe",
            participantIdentity = "jane",
            participantMetadata = "",
            participantAttributes = new { lang = "de" },
            roomConfig = new { agents = new[] { new { agentName = "guide", metadata = "m" } } },
        });
        Assert.Equal(200, response.GetProperty("status").GetInt32());
        Assert.Equal("wss://live.example/rtc?v=1", response.GetProperty("serverUrl").GetString());
        string token = response.GetProperty("participantToken").GetString()!;
        JsonElement claims = (await VerifyAsync((token, Key, Secret)))[0].GetProperty("claims");
        Assert.Equal("jane", claims.GetProperty("sub").GetString());
        Assert.Equal(
            """{"agents":[{"agent_name":"guide","metadata":"m"}]}""", claims.GetProperty("roomConfig").GetRawText());
    }

    [RequiresFact(Needs.Npm)]
    public async Task Vendor_client_reports_the_error_of_a_rejected_request()
    {
        using LoopbackServer server = new();
        JsonElement response = await FetchAsync(
            server.Url + "/livekit/kiosk/token", new { roomName = "hall", participantMetadata = "m" });
        Assert.Equal(403, response.GetProperty("status").GetInt32());
        Assert.Contains("participant_metadata may not be set", response.GetProperty("text").GetString());
    }

    private static string TokenFor(string app, object request, long? nowSeconds = null)
    {
        Api api = new();
        api.NowSeconds = nowSeconds ?? api.NowSeconds;
        return api.LiveKit(app, JsonSerializer.Serialize(request)).Body.GetProperty("participant_token").GetString()!;
    }

    private static IEnumerable<string> Granted(JsonElement video) => video.EnumerateObject()
        .Where(grant => grant.Value.ValueKind == JsonValueKind.True)
        .Select(grant => grant.Name);

    private static async Task<JsonElement[]> VerifyAsync(params (string Token, string Key, string Secret)[] tokens)
    {
        string input = JsonSerializer.Serialize(tokens.Select(one => new
        {
            token = one.Token,
            key = one.Key,
            secret = one.Secret,
        }));
        using JsonDocument verdicts = JsonDocument.Parse(await Npm.RunAsync("livekit-verify.mjs", [], input));
        return [.. verdicts.RootElement.EnumerateArray().Select(verdict => verdict.Clone())];
    }

    private static async Task<JsonElement> FetchAsync(string url, object options)
    {
        string input = JsonSerializer.Serialize(new { url, options });
        using JsonDocument response = JsonDocument.Parse(await Npm.RunAsync("livekit-fetch.mjs", [], input));
        return response.RootElement.Clone();
    }
}
