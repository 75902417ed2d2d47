using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Failover: within 5 s after a replica was promoted, redemptions go to it, no token is redeemed twice, and
/// room notifications come from it.</summary>
public sealed class RedisFailoverTests : RedisTests
{
    private const int RecoverySecondsMax = 5;
    private static readonly long Future = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3_600;

    private readonly RedisServer _replica = new();
    private readonly ConcurrentQueue<string> _reports = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (Requirements.FindMissing(Needs.Redis) is null)
            await _replica.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _replica.Dispose();
    }

    [RequiresFact(Needs.Redis)]
    public async Task Failover_by_address_from_a_demoted_primary()
    {
        using TcpForwarder forwarder = new(Server.Port);
        await FailOverAsync(Target(forwarder), async () =>
        {
            // The old connection stays open; its server is a replica now.
            forwarder.MoveTo(_replica.Port);
            await _replica.AskAsync("REPLICAOF", "NO", "ONE");
            await Server.AskAsync("REPLICAOF", "127.0.0.1", $"{_replica.Port}");
        });
    }

    [RequiresFact(Needs.Redis)]
    public async Task Failover_by_address_two_seconds_after_the_primary_was_killed()
    {
        using TcpForwarder forwarder = new(Server.Port);
        await FailOverAsync(Target(forwarder), async () =>
        {
            Server.Kill();
            await Task.Delay(1_000);
            forwarder.MoveTo(_replica.Port);
            await Task.Delay(1_000);
            await _replica.AskAsync("REPLICAOF", "NO", "ONE");
        });
    }

    [RequiresFact(Needs.Redis)]
    public async Task Failover_by_address_from_a_hung_primary()
    {
        using TcpForwarder forwarder = new(Server.Port);
        await FailOverAsync(Target(forwarder), async () =>
        {
            await Server.PauseAsync();
            forwarder.MoveTo(_replica.Port);
            await _replica.AskAsync("REPLICAOF", "NO", "ONE");
        });
    }

    [RequiresFact(Needs.Redis)]
    public async Task Failover_by_dns_name_whose_address_changes()
    {
        using TcpForwarder first = new(Server.Port);
        using TcpForwarder second = new(_replica.Port, new(IPAddress.Parse("127.0.0.2"), first.EndPoint.Port));
        IPAddress[] addresses = [first.EndPoint.Address];
        RedisTarget target = Target(first) with
        {
            Host = "cache.example", Resolver = (_, _) => Task.FromResult(Volatile.Read(ref addresses)),
        };
        await FailOverAsync(target, async () =>
        {
            await _replica.AskAsync("REPLICAOF", "NO", "ONE");
            Volatile.Write(ref addresses, [second.EndPoint.Address]);
            await Server.AskAsync("REPLICAOF", "127.0.0.1", $"{_replica.Port}");
        });
        Assert.Contains($"Redis at cache.example:{target.Port} is a read-only replica", _reports);
        Assert.Contains($"Redis at cache.example:{target.Port} (127.0.0.2) is available", _reports);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Failover_by_dns_name_with_the_addresses_of_all_servers()
    {
        using TcpForwarder first = new(Server.Port);
        using TcpForwarder second = new(_replica.Port, new(IPAddress.Parse("127.0.0.2"), first.EndPoint.Port));
        RedisTarget target = Target(first) with
        {
            Host = "cache.example",
            // Connections to the first address are refused.
            Resolver = (_, _) => Task.FromResult<IPAddress[]>(
                [IPAddress.Parse("127.0.0.3"), second.EndPoint.Address, first.EndPoint.Address]),
        };
        await FailOverAsync(target, async () =>
        {
            await _replica.AskAsync("REPLICAOF", "NO", "ONE");
            await Server.AskAsync("REPLICAOF", "127.0.0.1", $"{_replica.Port}");
        });
    }

    [RequiresFact(Needs.Redis)]
    public async Task Demoted_primary_is_detected_by_polling()
    {
        await ReplicateAsync();
        RedisStorage storage = Open();
        await Server.AskAsync("REPLICAOF", "127.0.0.1", $"{_replica.Port}");
        Assert.True(SpinWait.SpinUntil(() => !storage.Ledger.IsAvailable, TimeSpan.FromSeconds(RecoverySecondsMax)));
        await Server.AskAsync("REPLICAOF", "NO", "ONE");
        AssertAvailable(storage);
    }

    private static RedisTarget Target(TcpForwarder forwarder) => RedisAddress.Parse(forwarder.Address, null);

    private async Task ReplicateAsync()
    {
        await _replica.AskAsync("REPLICAOF", "127.0.0.1", $"{Server.Port}");
        while (!(await _replica.AskAsync("INFO", "replication")).Contains("master_link_status:up"))
            await Task.Delay(20);
    }

    private async Task FailOverAsync(RedisTarget target, Func<Task> failOver)
    {
        const int Before = 100;
        await ReplicateAsync();
        using RedisStorage storage = RedisStorage.Connect(target, _reports.Enqueue);
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        AssertAvailable(storage);
        Assert.Equal(StorageOutcome.Done, await storage.Rooms.PutAsync(TestRoom.New("r1")));
        for (int number = 0; number < Before; number++)
            Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(number), Future));
        Assert.Equal("1", (await Server.AskAsync("WAIT", "1", "5000")).Trim());

        await failOver();
        Stopwatch recovery = Stopwatch.StartNew();
        int fresh = Before;
        while (await storage.Ledger.RedeemAsync(TestLedger.Key(fresh++), Future) != StorageOutcome.Done)
        {
            Assert.InRange(recovery.Elapsed.TotalSeconds, 0, RecoverySecondsMax);
            await Task.Delay(20);
        }
        for (int number = 0; number < Before; number++)
            Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(number), Future));

        // Room changes are written to the new primary, and its notifications are received.
        using RedisStorage other = RedisStorage.Connect(_replica.Address, null, _ => { });
        other.Rooms.Open(new TestRooms());
        AssertAvailable(other);
        Assert.Equal(StorageOutcome.Done, await other.Rooms.PutAsync(TestRoom.New("r2")));
        Assert.Equal(StorageOutcome.Done, await storage.Rooms.PutAsync(TestRoom.New("r3")));
        Assert.True(SpinWait.SpinUntil(
            () => rooms.All == "app/r1 - {}\napp/r2 - {}\napp/r3 - {}" || rooms.All == "app/r1 - {}\napp/r2 - {}",
            TimeSpan.FromSeconds(RecoverySecondsMax)), rooms.All);
    }
}
