using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>A ledger shared by several appliances in a real Redis, whose clock decides.</summary>
public sealed class RedisLedgerTests : RedisTests
{
    private static readonly long Future = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3_600;

    [RequiresFact(Needs.Redis)]
    public async Task Acknowledged_redemptions_survive_a_redis_restart()
    {
        RedisStorage[] storages = [Open(), Open()];
        RedemptionCounter counter = new(storages);
        await counter.RunAsync(count: 500);
        Task running = counter.RunAsync(count: 2_000);
        Server.Kill();
        await running;
        await AssertUnavailableAsync(storages);
        await Server.StartAsync();
        await AssertAvailableAsync(storages);
        await counter.RunAsync(count: 500);
        await counter.AssertOnceEachAsync();
    }

    [RequiresFact(Needs.Redis)]
    public async Task Paused_redis_is_unavailable_and_no_token_is_redeemed_twice_afterwards()
    {
        RedisStorage[] storages = [Open(), Open()];
        RedemptionCounter counter = new(storages);
        await Server.PauseAsync();
        await counter.RunAsync(count: 200);
        Assert.Equal(0, counter.Done);
        await AssertUnavailableAsync(storages);
        await Server.ResumeAsync();
        await AssertAvailableAsync(storages);
        await counter.RunAsync(count: 500);
        await counter.AssertOnceEachAsync();
    }

    [RequiresFact(Needs.Redis)]
    public async Task Lost_redis_data_resets_the_ledger()
    {
        RedisStorage storage = Open();
        long before = storage.Ledger.CompleteSinceSeconds;
        Assert.InRange(before, Future - 3_700, Future - 3_500);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await Task.Delay(1_100);
        await Server.AskAsync("FLUSHALL");
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await AssertAvailableAsync([storage]);
        // Key 1's token was issued earlier, so the caller rejects it.
        Assert.InRange(storage.Ledger.CompleteSinceSeconds, before + 1, Future - 3_500);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Expired_token_stays_rejected_when_the_redis_clock_steps_back()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(
            StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now - 5, now - 900));
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(2), now + 60, now + 3_600));
        Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(2), now + 60, now));
        // As if the clock had once been 90 s ahead.
        await Server.AskAsync("HSET", "appliance:ledger-2", "highest", $"{now + 90}");
        Assert.Equal(
            StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(3), now + 90, now));
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(3), now + 91, now));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Ledger_keys_have_no_redis_expiry()
    {
        RedisStorage storage = Open();
        await storage.Ledger.RedeemAsync(new(new(0x3031323334353637, 0x4142434445464748)), Future);
        string bucket = $"appliance:used-2:{Future / 300}";
        Assert.Equal("01234567ABCDEFGH\n", await Server.AskAsync("HKEYS", bucket));
        Assert.Equal("-1\n", await Server.AskAsync("TTL", bucket));
        Assert.Equal("1\n", await Server.AskAsync("HGET", "appliance:ledger-2", $"{Future / 300}"));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Expired_bucket_is_dropped_by_a_later_redemption()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Server.AskAsync("HSET", "appliance:used-2:10", "token", "");
        await Server.AskAsync("HSET", "appliance:ledger-2", "10", "1", "highest", $"{now - 600}");
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        Assert.Equal("0\n", await Server.AskAsync("EXISTS", "appliance:used-2:10"));
        Assert.Equal("0\n", await Server.AskAsync("HEXISTS", "appliance:ledger-2", "10"));
        Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Ledgers_reset_within_one_second_have_different_epochs()
    {
        RedisStorage storage = Open();
        HashSet<long> epochs = [];
        for (int loss = 0; loss < 5; loss++)
        {
            Assert.True(epochs.Add(storage.Ledger.Epoch));
            await Server.AskAsync("FLUSHALL");
            Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
            await AssertAvailableAsync([storage]);
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Malformed_ledger_state_is_reported_with_the_remedy()
    {
        await Server.AskAsync("HSET", "appliance:ledger-2", "begun", "1", "since", "abc");
        List<string> reports = [];
        using (RedisStorage storage = RedisStorage.Connect(Server.Address, null, report =>
        {
            lock (reports)
                reports.Add(report);
        }))
        {
            Assert.False(storage.Ledger.IsAvailable);
        }
        Assert.Contains(reports, report => report.Contains("appliance:ledger-2 is malformed: delete it"));
    }

    /// <summary>A Redis snapshot lacks later redemptions.</summary>
    [RequiresTheory(Needs.Redis)]
    [InlineData("no")]
    [InlineData("yes")]
    public async Task Restart_without_append_only_file_resets_the_ledger(string appendOnly)
    {
        using RedisServer server = await RedisServer.StartedAsync("--appendonly", appendOnly);
        using RedisStorage storage = RedisStorage.Connect(server.Address, null, _ => { });
        storage.Rooms.Open(new TestRooms());
        await AssertAvailableAsync([storage]);
        long before = storage.Ledger.CompleteSinceSeconds;
        await server.AskAsync("SAVE");
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await Task.Delay(1_100);
        server.Kill();
        await server.StartAsync();
        await AssertUnavailableUntilSyncedAsync(storage);
        if (appendOnly == "yes")
        {
            Assert.Equal(before, storage.Ledger.CompleteSinceSeconds);
            Assert.Equal(StorageOutcome.AlreadyUsed, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        }
        else
        {
            Assert.InRange(storage.Ledger.CompleteSinceSeconds, before + 1, Future - 3_500);
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Evicted_bucket_resets_the_ledger()
    {
        RedisStorage storage = Open();
        long before = storage.Ledger.CompleteSinceSeconds;
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await Task.Delay(1_100);
        await Server.AskAsync("DEL", $"appliance:used-2:{Future / 300}");
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await AssertAvailableAsync([storage]);
        Assert.InRange(storage.Ledger.CompleteSinceSeconds, before + 1, Future - 3_500);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Token_issued_in_the_future_beyond_the_clock_skew_is_rejected()
    {
        RedisStorage storage = Open();
        // Not relative to Future: the clock of a slow test run would catch up.
        long issuedAt = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 40;
        TestRedemption ahead = new()
        {
            Key = TestLedger.Key(1), RetainUntilSeconds = Future, IssuedAtSeconds = issuedAt,
            ClockSkewSecondsMax = 10,
        };
        Assert.Equal(StorageOutcome.IssuedInFuture, await storage.Ledger.CompleteAsync(ahead));
        TestRedemption near = new()
        {
            Key = TestLedger.Key(1), RetainUntilSeconds = Future, IssuedAtSeconds = issuedAt,
            ClockSkewSecondsMax = 60,
        };
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.CompleteAsync(near));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Ledger_tells_until_when_it_rejects_after_a_clock_was_ahead()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(storage.Ledger.RejectsUntilSeconds, now - 60, now);
        await Server.AskAsync("HSET", "appliance:ledger-2", "highest", $"{now + 7_200}");
        Assert.Equal(StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
        Assert.Equal(now + 6_900, storage.Ledger.RejectsUntilSeconds);
        // The documented way to reset the ledger.
        await Server.AskAsync("HDEL", "appliance:ledger-2", "begun");
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
        await AssertAvailableAsync([storage]);
        Assert.InRange(storage.Ledger.RejectsUntilSeconds, now - 60, now + 60);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Start_without_redis_connects_when_redis_becomes_reachable()
    {
        using RedisServer late = new();
        using RedisStorage storage = RedisStorage.Connect(late.Address, null, _ => { });
        Assert.Equal(long.MaxValue, storage.Ledger.CompleteSinceSeconds);
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        await AssertUnavailableAsync([storage]);
        await late.StartAsync();
        await AssertAvailableAsync([storage]);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        using RedisStorage other = RedisStorage.Connect(late.Address, null, _ => { });
        other.Rooms.Open(new TestRooms());
        Assert.Equal(StorageOutcome.Done, await other.Rooms.PutAsync(TestRoom.New("r1")));
        while (rooms.All != "app/r1 - {}")
            await Task.Delay(20);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Password_from_address_or_argument_is_used_and_a_wrong_one_fails_the_start()
    {
        using RedisServer server = await RedisServer.StartedAsync("--requirepass", "s p@ss");
        foreach ((string address, string? password) in new[]
            { (server.Address, "s p@ss"), ($"redis://:s%20p%40ss@{server.Address}/3", "other") })
        {
            using RedisStorage storage = RedisStorage.Connect(address, password, Assert.Fail);
            Assert.True(storage.Ledger.IsAvailable);
        }
        Assert.Throws<StorageException>(() => RedisStorage.Connect(server.Address, "wrong", Assert.Fail));
        Assert.Throws<StorageException>(() => RedisStorage.Connect(server.Address, null, Assert.Fail));
    }

    [RequiresFact(Needs.Redis)]
    public async Task Rejected_credentials_never_fall_back_to_the_default_user()
    {
        await Server.AskAsync("ACL", "SETUSER", "edge", "on", ">right", "~appliance:*", "&appliance:*", "+@all");
        foreach (string credentials in new[] { "edge:wrong", "absent:right", "edge", ":wrong" })
        {
            Assert.Throws<StorageException>(
                () => RedisStorage.Connect($"redis://{credentials}@{Server.Address}", null, _ => { }));
        }
        using RedisStorage storage = RedisStorage.Connect($"redis://edge:right@{Server.Address}", null, Assert.Fail);
        storage.Rooms.Open(new TestRooms());
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        Assert.Equal(StorageOutcome.Done, await storage.Rooms.PutAsync(TestRoom.New("r1", "a")));
        Assert.DoesNotContain("user=default", (await Server.AskAsync("CLIENT", "LIST", "TYPE", "normal"))
            .Split('\n').Single(line => line.Contains("name=appliance")));
    }

    private static async Task AssertUnavailableAsync(RedisStorage[] storages)
    {
        foreach (RedisStorage storage in storages)
        {
            Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(-1), Future));
            Assert.False(storage.Ledger.IsAvailable);
        }
    }

    /// <summary>Redemptions are unavailable until the restarted server was checked and read.</summary>
    private static async Task AssertUnavailableUntilSyncedAsync(RedisStorage storage)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        for (int number = 1_000; ; number++)
        {
            StorageOutcome outcome = await storage.Ledger.RedeemAsync(TestLedger.Key(number), Future);
            if (outcome == StorageOutcome.Done)
                return;
            Assert.Equal(StorageOutcome.Unavailable, outcome);
            Assert.True(DateTime.UtcNow < deadline, "Redis is still unavailable");
            await Task.Delay(20);
        }
    }

    private static async Task AssertAvailableAsync(RedisStorage[] storages)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        while (!storages.All(storage => storage.Ledger.IsAvailable))
        {
            Assert.True(DateTime.UtcNow < deadline, "Redis is still unavailable");
            await Task.Delay(50);
        }
    }

    /// <summary>Redeems each number at all storages concurrently and counts the successes.</summary>
    private sealed class RedemptionCounter(RedisStorage[] storages)
    {
        private readonly Dictionary<int, int> _done = [];
        private int _next;

        public int Done => _done.Values.Sum();

        public async Task RunAsync(int count)
        {
            List<(int Number, Task<StorageOutcome> Outcome)> all = [];
            for (int i = 0; i < count; i++, _next++)
            {
                foreach (RedisStorage storage in storages)
                    all.Add((_next, storage.Ledger.Begin(TestLedger.Key(_next), Future)));
                if (i % 50 == 49)
                    await Task.Delay(5);
            }
            foreach ((int number, Task<StorageOutcome> outcome) in all)
            {
                int done = await outcome.WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax)) == StorageOutcome.Done
                    ? 1 : 0;
                _done[number] = _done.GetValueOrDefault(number) + done;
            }
        }

        /// <summary>No token was redeemed twice. Redeemed tokens are rejected now, and the others can be redeemed at
        /// most once.</summary>
        public async Task AssertOnceEachAsync()
        {
            Assert.InRange(Done, 500, int.MaxValue);
            foreach ((int number, int done) in _done)
            {
                StorageOutcome now = await storages[number % storages.Length].Ledger.RedeemAsync(
                    TestLedger.Key(number), Future);
                Assert.InRange(done + (now == StorageOutcome.Done ? 1 : 0), 0, 1);
                Assert.True(done == 0 || now == StorageOutcome.AlreadyUsed, $"{number}: {done} {now}");
            }
        }
    }
}
