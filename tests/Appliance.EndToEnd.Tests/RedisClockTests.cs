using System.Globalization;
using System.Net;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>The clock of Redis steps while appliances run; no used token becomes valid again.</summary>
public sealed class RedisClockTests(Binary binary) : IDisposable, IClassFixture<Binary>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-clock-").FullName;

    private string Clock => Path.Combine(_folder, "offset");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>No redemption happens while the clock is ahead, so no appliance can notice it.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Redis_clock_two_hours_ahead_expires_no_used_token()
    {
        const int Tokens = 20;
        using RedisServer redis = await StartRedisAsync();
        await using RunningAppliance appliance = await StartAsync(redis);
        string[] tokens = new string[Tokens];
        for (int index = 0; index < Tokens; index++)
            tokens[index] = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        foreach (string token in tokens)
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));

        SetClock(2 * 3600);
        Assert.InRange(await RedisSecondsAsync(redis), Now + 7_000, Now + 7_400);
        // Redis runs its active expiry ten times a second.
        await Task.Delay(2_000);
        SetClock(0);
        Assert.InRange(await RedisSecondsAsync(redis), Now - 60, Now + 60);
        foreach (string token in tokens)
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, token));
        Assert.Equal(
            HttpStatusCode.OK,
            await ApiCalls.RedeemAsync(appliance.Client, await ApiCalls.SingleUseTokenAsync(appliance.Client)));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Redis_clock_behind_its_ledger_blocks_redemption_until_the_ledger_is_reset()
    {
        using RedisServer redis = await StartRedisAsync();
        await using RunningAppliance appliance = await StartAsync(redis);
        string used = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        string unused = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, used));
        SetClock(2 * 3600);
        // The token has expired by the clock of Redis, but not by the appliance's clock.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, unused));
        SetClock(0);
        foreach (string token in new[] { used, unused, await ApiCalls.SingleUseTokenAsync(appliance.Client) })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, token));
        Assert.Contains("clock-behind-ledger", appliance.Log);
        Assert.Equal(
            """{"status":"not-ready","reasons":["clock-behind-ledger"]}""",
            await (await appliance.Client.GetAsync("/readyz")).Content.ReadAsStringAsync());

        // The documented recovery.
        await redis.AskAsync("HDEL", "appliance:ledger-2", "begun");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, unused));
        await ApiCalls.UntilReadinessAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, used));
        Assert.Equal(
            HttpStatusCode.OK,
            await ApiCalls.RedeemAsync(appliance.Client, await ApiCalls.SingleUseTokenAsync(appliance.Client)));
    }

    /// <summary>Tokens are dated later than the start of the ledger that replaces the lost one.</summary>
    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Redis_clock_behind_the_appliance_allows_no_replay_after_data_loss()
    {
        using RedisServer redis = await StartRedisAsync();
        SetClock(-3);
        await using RunningAppliance appliance = await StartAsync(redis);
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
        await redis.AskAsync("FLUSHALL");
        for (int quarter = 0; quarter < 24; quarter++)
        {
            Assert.NotEqual(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, token));
            await Task.Delay(250);
        }
        Assert.Equal(
            HttpStatusCode.OK,
            await ApiCalls.RedeemAsync(appliance.Client, await ApiCalls.SingleUseTokenAsync(appliance.Client)));
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private static async Task<long> RedisSecondsAsync(RedisServer redis) =>
        long.Parse((await redis.AskAsync("TIME")).Split('\n')[0], CultureInfo.InvariantCulture);

    private void SetClock(int secondsAhead) =>
        File.WriteAllText(Clock, secondsAhead.ToString(CultureInfo.InvariantCulture));

    private async Task<RedisServer> StartRedisAsync()
    {
        SetClock(0);
        // libfaketime does not work with the allocator of Redis.
        string library = Path.Combine(_folder, "clock-offset.so");
        string source = Path.Combine(Places.Repository, "tests/Appliance.EndToEnd.Tests/clock-offset.c");
        CommandResult compiled = await Commands.RunAsync(
            Commands.Start("gcc", ["-shared", "-fPIC", "-O2", "-o", library, source]));
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        RedisServer redis = new()
        {
            Environment = new() { ["LD_PRELOAD"] = library, ["CLOCK_OFFSET_FILE"] = Clock },
        };
        await redis.StartAsync();
        return redis;
    }

    private Task<RunningAppliance> StartAsync(RedisServer redis) => RunningAppliance.StartAsync(
        binary.Start("serve", "--listen", "127.0.0.1:0", "--redis", redis.Address));
}
