using System.Collections.Concurrent;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Reports of a Redis that is not durable, at the start and at each connection, and redis-strict.</summary>
public sealed class RedisRisksTests : RedisTests
{
    private readonly ConcurrentQueue<string> _reports = [];

    [RequiresTheory(Needs.Redis)]
    [InlineData("appendonly is no", "--appendonly", "no")]
    [InlineData("appendfsync is everysec", "--appendfsync", "everysec")]
    [InlineData("maxmemory-policy is volatile-ttl", "--maxmemory", "100mb", "--maxmemory-policy", "volatile-ttl")]
    public async Task Setting_without_durability_is_reported_or_rejected_by_redis_strict(
        string risk, params string[] settings)
    {
        using RedisServer server = await RedisServer.StartedAsync(settings);
        using (RedisStorage storage = RedisStorage.Connect(server.Address, null, _reports.Enqueue))
            AssertAvailable(storage);
        Assert.StartsWith($"Redis at {server.Address}: {risk}", Assert.Single(_reports), StringComparison.Ordinal);
        StorageException error = Assert.Throws<StorageException>(
            () => RedisStorage.Connect(server.Address, null, _ => { }, isStrict: true));
        Assert.StartsWith($"Redis at {server.Address} is rejected by redis-strict ({risk}", error.Message);
        Assert.True(error.IsConfigurationError);
    }

    [RequiresTheory(Needs.Redis)]
    [InlineData("+@all", "-@dangerous", "not checked: run_id|not checked: appendonly|not checked: appendfsync"
        + "|not checked: maxmemory-policy")]
    [InlineData("-@dangerous", "+info", "not checked: appendfsync")]
    [InlineData("-info", "+config|get", "not checked: run_id")]
    [InlineData("+info", "+config|get", "")]
    public async Task Setting_that_the_user_may_not_read_is_reported_as_not_checked(
        string first, string second, string risks)
    {
        await Server.AskAsync(
            "ACL", "SETUSER", "edge", "on", ">p", "~appliance:*", "&appliance:*", "+@all", "-@dangerous", first,
            second);
        string address = $"redis://edge:p@{Server.Address}";
        string[] expected = risks.Split('|', StringSplitOptions.RemoveEmptyEntries);
        using (RedisStorage storage = RedisStorage.Connect(address, null, _reports.Enqueue))
            AssertAvailable(storage);
        Assert.Equal(expected.Length, _reports.Count);
        Assert.All(
            expected.Zip(_reports), pair => Assert.StartsWith($"Redis at {Server.Address}: {pair.First}", pair.Second));
        if (expected.Length == 0)
            RedisStorage.Connect(address, null, Assert.Fail, isStrict: true).Dispose();
        else
            Assert.Throws<StorageException>(() => RedisStorage.Connect(address, null, _ => { }, isStrict: true));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Redis_strict_rejects_a_changed_setting_after_a_reconnection_until_it_is_fixed()
    {
        using RedisStorage storage = RedisStorage.Connect(Server.Address, null, _reports.Enqueue, isStrict: true);
        AssertAvailable(storage);
        Assert.Empty(_reports);
        await Server.AskAsync("CONFIG", "SET", "appendfsync", "everysec");
        await Server.AskAsync("CLIENT", "KILL", "TYPE", "normal");
        Assert.True(SpinWait.SpinUntil(
            () => _reports.Any(sentence => sentence.Contains("is rejected by redis-strict (appendfsync is everysec")),
            TimeSpan.FromSeconds(TestLedger.SecondsMax)));
        Assert.False(storage.Ledger.IsAvailable);
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1)));
        await Server.AskAsync("CONFIG", "SET", "appendfsync", "always");
        AssertAvailable(storage);
        // Once, although several polls found it.
        Assert.Single(_reports, sentence => sentence.Contains(": appendfsync is everysec"));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Reconnection_checks_durability_again()
    {
        using RedisConnection connection = new(RedisAddress.Parse(Server.Address, null), _reports.Enqueue);
        connection.Start();
        string first = connection.Server.RunId!;
        Assert.Equal((true, "always"), (connection.Server.AofEnabled, connection.Server.AppendFsync));
        Server.Kill();
        await Server.StartAsync("--appendonly", "no");
        Assert.True(SpinWait.SpinUntil(
            () => connection.IsAvailable && connection.Server.RunId != first,
            TimeSpan.FromSeconds(TestLedger.SecondsMax)));
        Assert.False(connection.Server.AofEnabled);
        Assert.Single(_reports, sentence => sentence.Contains("appendonly is no"));
    }
}
