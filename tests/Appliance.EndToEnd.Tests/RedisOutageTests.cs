using System.Net;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Appliances without Redis: a disabled room stays disabled, and unknown state gets a 503.</summary>
public sealed class RedisOutageTests(Binary binary) : IClassFixture<Binary>
{
    private const string Room = "633fcdd84208780bf665346a";
    private const string TokenPath = "/hmsapi/johndoe.app.100ms.live/api/token";
    private const int StaleSeconds = 3;

    private static readonly TimeSpan StaleExceeded = TimeSpan.FromSeconds(StaleSeconds + 4);

    /// <summary>Redis is killed, or hangs.</summary>
    [RequiresTheory(Needs.NativeBinary | Needs.Redis)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disabled_room_stays_disabled_after_a_restart_without_Redis(bool hangs)
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        Guest guest;
        await using (RunningAppliance before = await StartAsync(redis.Address, StaleSeconds))
        {
            guest = await Guest.OfAsync(before.Client, await ManagementAsync());
            Assert.Equal(Open, await guest.StatusesAsync(before.Client));
            await DisableAsync(before.Client, guest.Management);
            Assert.Equal(Disabled, await guest.StatusesAsync(before.Client));
            if (hangs)
                await redis.PauseAsync();
            else
                redis.Kill();
            await ApiCalls.UntilReadinessAsync(before.Client, HttpStatusCode.ServiceUnavailable);
            // The known state of the room is enough to reject, except for its code.
            Assert.Equal(Disabled with { Code = 503 }, await guest.StatusesAsync(before.Client));
            await before.EndAsync("KILL");
        }
        await using RunningAppliance after = await StartAsync(redis.Address, StaleSeconds);
        Assert.Equal(Unavailable, await guest.StatusesAsync(after.Client));
        if (hangs)
            await redis.ResumeAsync();
        else
            await redis.StartAsync();
        await ApiCalls.UntilReadinessAsync(after.Client);
        Assert.Equal(Disabled, await guest.StatusesAsync(after.Client));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Appliance_cut_off_from_Redis_issues_until_stale_and_redeems_nothing()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        using TcpForwarder forwarder = new(redis.Port);
        await using RunningAppliance first = await StartAsync(redis.Address, StaleSeconds);
        await using RunningAppliance second = await StartAsync(forwarder.Address, StaleSeconds);
        Guest guest = await Guest.OfAsync(first.Client, await ManagementAsync());
        await ApiCalls.UntilAsync(async () => await guest.StatusesAsync(second.Client) == Open);
        using RedisServer unreachable = new();
        forwarder.MoveTo(unreachable.Port);
        forwarder.Cut();
        await ApiCalls.UntilReadinessAsync(second.Client, HttpStatusCode.ServiceUnavailable);
        await DisableAsync(first.Client, guest.Management);
        Assert.Equal(Disabled, await guest.StatusesAsync(first.Client));
        GuestStatuses cutOff = await guest.StatusesAsync(second.Client);
        Assert.Equal((503, 503), (cutOff.Redeem, cutOff.Code));
        await Task.Delay(StaleExceeded);
        Assert.Equal(Unavailable, await guest.StatusesAsync(second.Client));
        forwarder.MoveTo(redis.Port);
        await ApiCalls.UntilReadinessAsync(second.Client);
        Assert.Equal(Disabled, await guest.StatusesAsync(second.Client));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Rooms_and_codes_stored_only_in_Redis_return_503_until_the_snapshot_is_read()
    {
        const int Guests = 80;
        using RedisServer redis = await RedisServer.StartedAsync();
        string management = await ManagementAsync();
        string room, code;
        await using (RunningAppliance before = await StartAsync(redis.Address, StaleSeconds))
        {
            room = Text(await PostAsync(before.Client, "/v2/rooms", """{"name":"made"}""", management), "id");
            code = Text(
                await PostAsync(before.Client, $"/v2/room-codes/room/{room}/role/host", "", management), "code");
            await before.EndAsync("TERM");
        }
        redis.Kill();
        await using RunningAppliance after = await StartAsync(redis.Address, StaleSeconds);
        Assert.Equal(503, (await PostAsync(after.Client, TokenPath, TokenBody(room))).Status);
        Assert.Equal(503, await GetAsync(after.Client, $"/v2/rooms/{room}", management));
        Assert.Equal(503, await GetAsync(after.Client, "/v2/rooms", management));
        for (int guest = 0; guest < Guests; guest++)
            Assert.Equal(503, (await PostAsync(after.Client, "/v2/token", Code(code))).Status);
        await redis.StartAsync();
        await ApiCalls.UntilReadinessAsync(after.Client);
        Assert.Equal(200, (await PostAsync(after.Client, "/v2/token", Code(code))).Status);
        Assert.Equal(200, await GetAsync(after.Client, $"/v2/rooms/{room}", management));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Unlimited_staleness_issues_without_Redis_and_logs_a_warning()
    {
        using RedisServer unreachable = new();
        await using RunningAppliance appliance = await StartAsync(unreachable.Address, staleSeconds: null);
        Assert.Contains("stale-unlimited", appliance.Log);
        Assert.Equal(200, (await PostAsync(appliance.Client, TokenPath, TokenBody(Room))).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(
            appliance.Client, await ApiCalls.SingleUseTokenAsync(appliance.Client)));
    }

    private static GuestStatuses Open => new(200, 200, 200, 200);

    private static GuestStatuses Disabled => new(403, 403, 0, 403);

    private static GuestStatuses Unavailable => new(503, 503, 503, 503);

    private static async Task DisableAsync(HttpClient client, string management) => Assert.Equal(
        200, (await PostAsync(client, $"/v2/rooms/{Room}", """{"enabled":false}""", management)).Status);

    private async Task<string> ManagementAsync()
    {
        CommandResult result = await Commands.RunAsync(binary.Start("token", "--management", "--app", "johndoe"));
        Assert.Equal(0, result.ExitCode);
        return "Bearer " + result.Output.Trim();
    }

    private Task<RunningAppliance> StartAsync(string redis, int? staleSeconds) => RunningAppliance.StartAsync(
        binary.Start(
            "serve", "--listen", "127.0.0.1:0", "--redis", redis,
            "--stale-seconds", staleSeconds is null ? "unlimited" : $"{staleSeconds}"));

    private static string TokenBody(string room) => $$"""{"room_id":"{{room}}","role":"host","user_id":"u"}""";

    private static string Code(string code) => $$"""{"code":"{{code}}"}""";

    private static string Text((int Status, JsonElement Body) response, string member)
    {
        Assert.True(response.Status == 200, response.Body.ToString());
        return response.Body.GetProperty(member).GetString()!;
    }

    private static async Task<int> GetAsync(HttpClient client, string path, string authorization)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static async Task<(int Status, JsonElement Body)> PostAsync(
        HttpClient client, string path, string body, string? authorization = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage response = await client.SendAsync(request);
        byte[] text = await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement.Clone());
    }

    /// <summary>The statuses of a guest's requests for the room; an inactive token counts as 0.</summary>
    private sealed record GuestStatuses(int Issue, int Redeem, int Introspect, int Code);

    /// <summary>A guest with a token and a room code of a policy room.</summary>
    private sealed record Guest(string Management, string Token, string RoomCode)
    {
        public static async Task<Guest> OfAsync(HttpClient client, string management) => new(
            management,
            Text(await PostAsync(client, TokenPath, TokenBody(Room)), "token"),
            Text(await PostAsync(client, $"/v2/room-codes/room/{Room}/role/host", "", management), "code"));

        public async Task<GuestStatuses> StatusesAsync(HttpClient client)
        {
            string token = $$"""{"token":"{{Token}}"}""";
            (int status, JsonElement introspected) = await PostAsync(client, "/v1/introspect", token, Management);
            bool isInactive = status == 200 && !introspected.GetProperty("active").GetBoolean();
            return new(
                (await PostAsync(client, TokenPath, TokenBody(Room))).Status,
                (await PostAsync(client, "/v1/redeem", token, Management)).Status,
                isInactive ? 0 : status,
                (await PostAsync(client, "/v2/token", Code(RoomCode))).Status);
        }
    }
}
