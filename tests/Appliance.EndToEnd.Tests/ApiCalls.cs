using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Appliance.EndToEnd.Tests;

/// <summary>Requests of the 100ms and EnableX APIs as their published guides describe them.</summary>
internal static class ApiCalls
{
    public const string ClinicId = "5f1d2c3b4a59687786950413";

    /// <summary>Age from which a new ledger accepts tokens issued by another process: the default leeway plus the
    /// tolerated clock skew.</summary>
    public static readonly TimeSpan LedgerSettleTime = TimeSpan.FromSeconds(12);

    public static async Task<(HttpStatusCode Status, JsonElement Body)> Hms100Async(
        HttpClient client, string body, string path = "/hmsapi/johndoe.app.100ms.live/api/token")
    {
        using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8));
        return (response.StatusCode, await BodyAsync(response));
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> EnableXAsync(
        HttpClient client, string room, string body, string key = TestSecrets.ClinicKey)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/rooms/{room}/tokens");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = Basic(key);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await BodyAsync(response));
    }

    /// <summary>The status of /readyz.</summary>
    public static async Task<HttpStatusCode> ReadinessAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync("/readyz");
        return response.StatusCode;
    }

    /// <summary>Polls until the condition is true; fails the test after 30 seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long end = Environment.TickCount64 + 30_000;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < end, "the condition is still false after 30 s");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until /readyz returns this status.</summary>
    public static Task UntilReadinessAsync(HttpClient client, HttpStatusCode status = HttpStatusCode.OK) =>
        UntilAsync(async () => await ReadinessAsync(client) == status);

    /// <summary>Creates a run-time room of app clinic; the body holds its id as <c>room.room_id</c>.</summary>
    public static Task<(HttpStatusCode Status, JsonElement Body)> CreateRoomAsync(HttpClient client) =>
        RoomsAsync(client, HttpMethod.Post, "", """{"name":"Visit","owner_ref":"o-1"}""");

    public static async Task<HttpStatusCode> DeleteRoomAsync(HttpClient client, string room) =>
        (await RoomsAsync(client, HttpMethod.Delete, "/" + room, "")).Status;

    /// <summary>The status of a participant's token request for a room of app clinic.</summary>
    public static async Task<HttpStatusCode> TokenStatusAsync(HttpClient client, string room) =>
        (await EnableXAsync(client, room, """{"name":"Ann","role":"participant","user_ref":"u-1"}""")).Status;

    /// <summary>Issues a single-use token of app clinic.</summary>
    public static async Task<string> SingleUseTokenAsync(HttpClient client)
    {
        (HttpStatusCode status, string? token) = await TrySingleUseTokenAsync(client);
        Assert.Equal(HttpStatusCode.OK, status);
        return token!;
    }

    /// <summary>The token is null unless the status is 200.</summary>
    public static async Task<(HttpStatusCode Status, string? Token)> TrySingleUseTokenAsync(HttpClient client)
    {
        (HttpStatusCode status, JsonElement body) = await EnableXAsync(
            client, "5dc1a2b34c5d6e7f80912a3b", """{"name":"Ann","role":"participant","user_ref":"u-1"}""");
        return (status, status == HttpStatusCode.OK ? body.GetProperty("token").GetString() : null);
    }

    /// <summary>Redeems a token of app clinic, like a media server.</summary>
    public static async Task<HttpStatusCode> RedeemAsync(HttpClient client, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/redeem");
        request.Content = new FormUrlEncodedContent([new("token", token)]);
        request.Headers.Authorization = Basic(TestSecrets.ClinicKey);
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> RoomsAsync(
        HttpClient client, HttpMethod method, string path, string body)
    {
        using HttpRequestMessage request = new(method, "/v2/rooms" + path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = Basic(TestSecrets.ClinicKey);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (response.StatusCode, await BodyAsync(response));
    }

    private static AuthenticationHeaderValue Basic(string key) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClinicId}:{key}")));

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement.Clone();
}
