using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A Redis whose configuration can lose data, and a failover to its replica.</summary>
public sealed class RedisDurabilityTests(Binary binary) : IClassFixture<Binary>
{
    private const int FailoverSecondsMax = 5;

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Redis_configuration_that_can_lose_data_is_logged_at_start()
    {
        using RedisServer redis = await RedisServer.StartedAsync(
            "--appendonly", "no", "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        await using RunningAppliance appliance = await StartAsync(redis.Address);
        await appliance.LoggedAsync("storage", 2);
        string[] states = [.. appliance.Logged("storage").Select(line => line.GetProperty("state").GetString()!)];
        Assert.Contains(states, state => state.StartsWith($"Redis at {redis.Address}: appendonly is no: "));
        Assert.Contains(
            states, state => state.StartsWith($"Redis at {redis.Address}: maxmemory-policy is allkeys-lru: "));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Strict_mode_rejects_unsafe_or_unverifiable_Redis_with_78()
    {
        using RedisServer redis = await RedisServer.StartedAsync("--appendfsync", "everysec");
        await redis.AskAsync(
            "ACL", "SETUSER", "edge", "on", ">secret-word", "~appliance:*", "&appliance:*", "+@all", "-@dangerous");
        foreach ((string address, string risk) in new[]
        {
            (redis.Address, "appendfsync is everysec"),
            ($"redis://edge:secret-word@{redis.Address}", "not checked: run_id"),
        })
        {
            CommandResult result = await Commands.RunAsync(
                binary.Start("serve", "--listen", "127.0.0.1:0", "--redis-strict", "--redis", address));
            Assert.Equal(78, result.ExitCode);
            string[] lines = result.Error.Trim().Split('\n');
            Assert.Contains(lines, line => line.Contains(risk));
            JsonElement last = JsonDocument.Parse(lines[^1]).RootElement;
            Assert.StartsWith(
                $"Redis at {redis.Address} is rejected by redis-strict ({risk}",
                last.GetProperty("error").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret-word", result.Error);
        }
        await redis.AskAsync("CONFIG", "SET", "appendfsync", "always");
        await using RunningAppliance durable = await StartAsync(redis.Address, "--redis-strict");
        Assert.Empty(durable.Logged("storage"));
    }

    [RequiresFact(Needs.NativeBinary | Needs.Redis)]
    public async Task Failover_to_a_promoted_replica_takes_at_most_5_seconds_and_allows_no_replay()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        using RedisServer replica = await RedisServer.StartedAsync();
        await replica.AskAsync("REPLICAOF", "127.0.0.1", $"{redis.Port}");
        await ApiCalls.UntilAsync(async () =>
            (await replica.AskAsync("INFO", "replication")).Contains("master_link_status:up"));
        using TcpForwarder forwarder = new(redis.Port);
        await using RunningAppliance appliance = await StartAsync($"localhost:{forwarder.EndPoint.Port}");
        // The ledger rejects tokens issued before it started.
        await Task.Delay(1_100);
        List<string> used = [];
        for (int index = 0; index < 50; index++)
        {
            used.Add(await ApiCalls.SingleUseTokenAsync(appliance.Client));
            Assert.Equal(HttpStatusCode.OK, await ApiCalls.RedeemAsync(appliance.Client, used[^1]));
        }
        Assert.Equal("1", (await redis.AskAsync("WAIT", "1", "5000")).Trim());

        // The primary is unreachable for a while; then the replica is promoted at the same address.
        redis.Kill();
        string token = await ApiCalls.SingleUseTokenAsync(appliance.Client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, token));
        forwarder.MoveTo(replica.Port);
        await Task.Delay(1_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ApiCalls.RedeemAsync(appliance.Client, token));
        await replica.AskAsync("REPLICAOF", "NO", "ONE");
        Stopwatch failover = Stopwatch.StartNew();
        HttpStatusCode status;
        while ((status = await ApiCalls.RedeemAsync(appliance.Client, token)) == HttpStatusCode.ServiceUnavailable)
        {
            Assert.InRange(failover.Elapsed.TotalSeconds, 0, FailoverSecondsMax);
            await Task.Delay(20);
        }
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (string old in used.Append(token))
            Assert.Equal(HttpStatusCode.Conflict, await ApiCalls.RedeemAsync(appliance.Client, old));
        string log = string.Join(
            '\n', appliance.Logged("storage").Select(line => line.GetProperty("state").GetString()));
        Assert.Contains($"Redis at localhost:{forwarder.EndPoint.Port} is a read-only replica", log);
        Assert.Contains($"Redis at localhost:{forwarder.EndPoint.Port} (127.0.0.1) is available", log);
    }

    private async Task<RunningAppliance> StartAsync(string redis, params string[] more)
    {
        RunningAppliance appliance = await RunningAppliance.StartAsync(
            binary.Start(["serve", "--listen", "127.0.0.1:0", "--redis", redis, .. more]));
        await ApiCalls.UntilReadinessAsync(appliance.Client);
        return appliance;
    }
}
