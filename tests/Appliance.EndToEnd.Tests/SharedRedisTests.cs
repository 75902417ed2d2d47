using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Several appliances that share one Redis agree on redemptions and rooms.</summary>
public sealed class SharedRedisTests(Binary binary) : IClassFixture<Binary>
{
    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Concurrent_redemptions_on_three_appliances_succeed_exactly_once()
    {
        const int Tokens = 100;
        using RedisServer redis = await RedisServer.StartedAsync();
        await using RunningAppliance first = await StartAsync(redis);
        await using RunningAppliance second = await StartAsync(redis);
        await using RunningAppliance third = await StartAsync(redis);
        RunningAppliance[] all = [first, second, third];
        // The ledger rejects tokens issued before it started.
        await Task.Delay(ApiCalls.LedgerSettleTime);
        for (int index = 0; index < Tokens; index++)
        {
            string token = await ApiCalls.SingleUseTokenAsync(all[index % all.Length].Client);
            HttpStatusCode[] statuses = await Task.WhenAll(
                all.Concat(all).Select(appliance => ApiCalls.RedeemAsync(appliance.Client, token)));
            Assert.Single(statuses, HttpStatusCode.OK);
            Assert.Equal(5, statuses.Count(status => status == HttpStatusCode.Conflict));
        }
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Redis_outage_allows_no_replay_and_does_not_stop_issuing()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        await using RunningAppliance first = await StartAsync(redis);
        await using RunningAppliance second = await StartAsync(redis);
        await Task.Delay(ApiCalls.LedgerSettleTime);
        ConcurrentDictionary<string, int> redeemed = [];
        using CancellationTokenSource end = new();
        Task[] clients =
        [
            .. new[] { first, second, first, second }.Select(appliance => Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
                    HttpStatusCode[] statuses = await Task.WhenAll(
                        ApiCalls.RedeemAsync(first.Client, token), ApiCalls.RedeemAsync(second.Client, token));
                    int good = statuses.Count(status => status == HttpStatusCode.OK);
                    Assert.InRange(redeemed.AddOrUpdate(token, good, (_, before) => before + good), 0, 1);
                    Assert.All(statuses, status => Assert.Contains(
                        status,
                        new[] { HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable }));
                }
            })),
        ];
        await Task.Delay(500);
        await redis.PauseAsync();
        await Task.Delay(2500);
        await redis.ResumeAsync();
        await Task.Delay(500);
        redis.Kill();
        await ApiCalls.SingleUseTokenAsync(first.Client);
        Assert.Equal(
            HttpStatusCode.ServiceUnavailable,
            await ApiCalls.RedeemAsync(first.Client, await ApiCalls.SingleUseTokenAsync(first.Client)));
        await redis.StartAsync();
        await ApiCalls.UntilReadinessAsync(first.Client);
        await ApiCalls.UntilReadinessAsync(second.Client);
        int before = redeemed.Values.Count(times => times == 1);
        await ApiCalls.UntilAsync(() => Task.FromResult(redeemed.Values.Count(times => times == 1) > before));
        await end.CancelAsync();
        await Task.WhenAll(clients);
        foreach (string token in redeemed.Where(entry => entry.Value == 1).Select(entry => entry.Key))
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(second.Client, token));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Room_created_on_one_appliance_is_usable_on_the_others()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        await using RunningAppliance first = await StartAsync(redis);
        await using RunningAppliance second = await StartAsync(redis);
        string room = await CreateRoomAsync(first.Client);
        await ApiCalls.UntilAsync(async () =>
            await ApiCalls.TokenStatusAsync(second.Client, room) == HttpStatusCode.OK);

        redis.Kill();
        // Another appliance may have deleted the room meanwhile.
        await ApiCalls.UntilAsync(
            async () => await ApiCalls.TokenStatusAsync(second.Client, room) == HttpStatusCode.ServiceUnavailable);
        await redis.StartAsync();
        // A 503 asks for a retry.
        await ApiCalls.UntilAsync(async () => await ApiCalls.DeleteRoomAsync(first.Client, room) == HttpStatusCode.OK);
        await ApiCalls.UntilAsync(async () =>
            await ApiCalls.TokenStatusAsync(second.Client, room) == HttpStatusCode.NotFound);

        // An appliance that starts later reads the current rooms.
        string kept = await CreateRoomAsync(first.Client);
        await using RunningAppliance third = await StartAsync(redis);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.TokenStatusAsync(third.Client, kept));
        Assert.Equal(HttpStatusCode.NotFound, await ApiCalls.TokenStatusAsync(third.Client, room));
    }

    private static async Task<string> CreateRoomAsync(HttpClient client)
    {
        (HttpStatusCode status, JsonElement body) = await ApiCalls.CreateRoomAsync(client);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body.GetProperty("room").GetProperty("room_id").GetString()!;
    }

    private async Task<RunningAppliance> StartAsync(RedisServer redis)
    {
        RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start("serve", "--listen", "127.0.0.1:0", "--redis", redis.Address));
        await ApiCalls.UntilReadinessAsync(appliance.Client);
        return appliance;
    }
}
