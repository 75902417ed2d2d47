using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>Appliances that share a real Redis, whose clock is the one that counts.</summary>
public sealed class RedisLedgerTests : RedisTests
{
    private static readonly long Future = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3_600;

    [RequiresRedisFact]
    public void Appliances_at_once_see_it_as_if_they_took_turns()
    {
        ILedger[] ledgers = [Open().Ledger, Open().Ledger];
        int samples = 0;
        Gen.Const(() => (new SharedLedger(ledgers, Interlocked.Increment(ref samples)), new SharedModel())).SampleParallel(
            Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 4], Gen.Int[0, 1]).Operation<SharedLedger, SharedModel>(
                step => $"{step}",
                (shared, step) => shared.Redeem(step.Item1, step.Item2, step.Item3),
                (model, step) => model.Redeem(step.Item1, step.Item2)),
            equal: (shared, model) => shared.Outcomes.SameAs(model.Outcomes),
            printActual: shared => $"{shared.Outcomes}", printModel: model => $"{model.Outcomes}", iter: 50);
    }

    [RequiresRedisFact]
    public async Task Of_three_appliances_with_the_same_tokens_one_has_each()
    {
        RedisStorage[] storages = [Open(), Open(), Open()];
        Task<StorageOutcome>[] outcomes =
        [
            .. Enumerable.Range(0, 3_000).SelectMany(number => storages.Select(
                storage => storage.Ledger.Begin(TestLedger.Key(number), Future))),
        ];
        await Task.WhenAll(outcomes);
        foreach (Task<StorageOutcome>[] ofOne in outcomes.Chunk(3))
        {
            Assert.Equal(
                [StorageOutcome.Done, StorageOutcome.Rejected, StorageOutcome.Rejected],
                (await Task.WhenAll(ofOne)).Order());
        }
    }

    [RequiresRedisFact]
    public async Task Killed_and_started_again_it_has_what_was_acknowledged()
    {
        RedisStorage[] storages = [Open(), Open()];
        RedemptionCounter counter = new(storages);
        await counter.RunAsync(count: 500);
        Task running = counter.RunAsync(count: 2_000);
        Server.Kill();
        await running;
        await AssertRefusesAsync(storages);
        await Server.StartAsync();
        await AssertAvailableAsync(storages);
        await counter.RunAsync(count: 500);
        await counter.AssertOnceEachAsync();
    }

    [RequiresRedisFact]
    public async Task While_it_is_paused_all_is_refused_and_nothing_twice_after_it()
    {
        RedisStorage[] storages = [Open(), Open()];
        RedemptionCounter counter = new(storages);
        await Server.PauseAsync();
        await counter.RunAsync(count: 200);
        Assert.Equal(0, counter.Done);
        await AssertRefusesAsync(storages);
        await Server.ResumeAsync();
        await AssertAvailableAsync(storages);
        await counter.RunAsync(count: 500);
        await counter.AssertOnceEachAsync();
    }

    [RequiresRedisFact]
    public async Task Who_has_lost_what_it_had_remembers_from_then_on()
    {
        RedisStorage storage = Open();
        long before = storage.Ledger.CompleteSinceSeconds;
        Assert.InRange(before, Future - 3_700, Future - 3_500);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await Task.Delay(1_100);
        await Server.AskAsync("FLUSHALL");
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        await AssertAvailableAsync([storage]);
        // Its token was issued before that.
        Assert.InRange(storage.Ledger.CompleteSinceSeconds, before + 1, Future - 3_500);
    }

    [RequiresRedisFact]
    public async Task What_has_expired_by_its_clock_is_forgotten_and_a_clock_that_steps_back_brings_nothing_back()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now - 5, now - 900));
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(2), now + 60, now + 3_600));
        Assert.Equal(StorageOutcome.Rejected, await storage.Ledger.RedeemAsync(TestLedger.Key(2), now + 60, now));
        // As if it had been a minute and a half later once.
        await Server.AskAsync("HSET", "appliance:ledger-2", "highest", $"{now + 90}");
        Assert.Equal(StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(3), now + 90, now));
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(3), now + 91, now));
    }

    [RequiresRedisFact]
    public async Task Redis_expires_no_token_by_itself()
    {
        RedisStorage storage = Open();
        await storage.Ledger.RedeemAsync(new(new(0x3031323334353637, 0x4142434445464748)), Future);
        string bucket = $"appliance:used-2:{Future / 300}";
        Assert.Equal("01234567ABCDEFGH\n", await Server.AskAsync("HKEYS", bucket));
        Assert.Equal("-1\n", await Server.AskAsync("TTL", bucket));
        Assert.Equal("1\n", await Server.AskAsync("HGET", "appliance:ledger-2", $"{Future / 300}"));
    }

    [RequiresRedisFact]
    public async Task What_is_over_is_dropped_with_the_next_redemption_of_a_later_time()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await Server.AskAsync("HSET", "appliance:used-2:10", "token", "");
        await Server.AskAsync("HSET", "appliance:ledger-2", "10", "1", "highest", $"{now - 600}");
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        Assert.Equal("0\n", await Server.AskAsync("EXISTS", "appliance:used-2:10"));
        Assert.Equal("0\n", await Server.AskAsync("HEXISTS", "appliance:ledger-2", "10"));
        Assert.Equal(StorageOutcome.Rejected, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
    }

    [RequiresRedisFact]
    public async Task Two_losses_within_one_second_are_two_ledgers()
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

    [RequiresRedisFact]
    public async Task A_state_that_cannot_be_read_is_told_with_what_to_do()
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
        Assert.Contains(reports, report => report.Contains("appliance:ledger-2 cannot be read: delete it"));
    }

    /// <summary>A snapshot lacks what was redeemed after it.</summary>
    [RequiresRedisTheory]
    [InlineData("no")]
    [InlineData("yes")]
    public async Task A_server_that_restarts_without_its_log_begins_the_ledger_anew(string appendOnly)
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
        await AssertRefusesUntilReadAsync(storage);
        if (appendOnly == "yes")
        {
            Assert.Equal(before, storage.Ledger.CompleteSinceSeconds);
            Assert.Equal(StorageOutcome.Rejected, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        }
        else
        {
            Assert.InRange(storage.Ledger.CompleteSinceSeconds, before + 1, Future - 3_500);
        }
    }

    [RequiresRedisFact]
    public async Task A_bucket_that_was_evicted_begins_the_ledger_anew()
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

    [RequiresRedisFact]
    public async Task A_token_that_is_dated_later_than_its_clock_allows_is_not_taken_yet()
    {
        RedisStorage storage = Open();
        TestRedemption ahead = new()
        {
            Key = TestLedger.Key(1), RetainUntilSeconds = Future, IssuedAtSeconds = Future - 3_560, ClockSkewSecondsMax = 10,
        };
        Assert.Equal(StorageOutcome.IssuedInFuture, await storage.Ledger.CompleteAsync(ahead));
        TestRedemption near = new()
        {
            Key = TestLedger.Key(1), RetainUntilSeconds = Future, IssuedAtSeconds = Future - 3_560, ClockSkewSecondsMax = 60,
        };
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.CompleteAsync(near));
    }

    [RequiresRedisFact]
    public async Task It_tells_until_when_a_clock_that_was_ahead_has_it_refuse()
    {
        RedisStorage storage = Open();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(storage.Ledger.RejectsUntilSeconds, now - 60, now);
        await Server.AskAsync("HSET", "appliance:ledger-2", "highest", $"{now + 7_200}");
        Assert.Equal(StorageOutcome.RetentionExpired, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
        Assert.Equal(now + 6_900, storage.Ledger.RejectsUntilSeconds);
        // The way out that is documented.
        await Server.AskAsync("HDEL", "appliance:ledger-2", "begun");
        Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
        await AssertAvailableAsync([storage]);
        Assert.InRange(storage.Ledger.RejectsUntilSeconds, now - 60, now + 60);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), now + 1_200));
    }

    [RequiresRedisFact]
    public async Task It_starts_without_a_Redis_and_goes_on_when_there_is_one()
    {
        using RedisServer late = new();
        using RedisStorage storage = RedisStorage.Connect(late.Address, null, _ => { });
        Assert.Equal(long.MaxValue, storage.Ledger.CompleteSinceSeconds);
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        await AssertRefusesAsync([storage]);
        await late.StartAsync();
        await AssertAvailableAsync([storage]);
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        using RedisStorage other = RedisStorage.Connect(late.Address, null, _ => { });
        other.Rooms.Open(new TestRooms());
        Assert.Equal(StorageOutcome.Done, await other.Rooms.PutAsync(TestRoom.New("r1")));
        while (rooms.All != "app/r1 - {}")
            await Task.Delay(20);
    }

    [RequiresRedisFact]
    public async Task A_password_is_taken_from_either_place_and_a_wrong_one_is_refused_at_once()
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

    [RequiresRedisFact]
    public async Task Who_is_refused_does_not_go_on_as_the_user_that_needs_no_password()
    {
        await Server.AskAsync("ACL", "SETUSER", "edge", "on", ">right", "~appliance:*", "&appliance:*", "+@all");
        foreach (string whom in new[] { "edge:wrong", "nobody:right", "edge", ":wrong" })
        {
            Assert.Throws<StorageException>(
                () => RedisStorage.Connect($"redis://{whom}@{Server.Address}", null, _ => { }));
        }
        using RedisStorage storage = RedisStorage.Connect($"redis://edge:right@{Server.Address}", null, Assert.Fail);
        storage.Rooms.Open(new TestRooms());
        Assert.Equal(StorageOutcome.Done, await storage.Ledger.RedeemAsync(TestLedger.Key(1), Future));
        Assert.Equal(StorageOutcome.Done, await storage.Rooms.PutAsync(TestRoom.New("r1", "a")));
        Assert.DoesNotContain("user=default", (await Server.AskAsync("CLIENT", "LIST", "TYPE", "normal"))
            .Split('\n').Single(line => line.Contains("name=appliance")));
    }

    private static async Task AssertRefusesAsync(RedisStorage[] storages)
    {
        foreach (RedisStorage storage in storages)
        {
            Assert.Equal(StorageOutcome.Unavailable, await storage.Ledger.RedeemAsync(TestLedger.Key(-1), Future));
            Assert.False(storage.Ledger.IsAvailable);
        }
    }

    /// <summary>Nothing is let through before the restarted server was looked at.</summary>
    private static async Task AssertRefusesUntilReadAsync(RedisStorage storage)
    {
        DateTime giveUp = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        for (int number = 1_000; ; number++)
        {
            StorageOutcome outcome = await storage.Ledger.RedeemAsync(TestLedger.Key(number), Future);
            if (outcome == StorageOutcome.Done)
                return;
            Assert.Equal(StorageOutcome.Unavailable, outcome);
            Assert.True(DateTime.UtcNow < giveUp, "it does not come back");
            await Task.Delay(20);
        }
    }

    private static async Task AssertAvailableAsync(RedisStorage[] storages)
    {
        DateTime giveUp = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        while (!storages.All(storage => storage.Ledger.IsAvailable))
        {
            Assert.True(DateTime.UtcNow < giveUp, "it does not come back");
            await Task.Delay(50);
        }
    }

    /// <summary>Redeems each number by every storage at once and counts.</summary>
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

        /// <summary>None was done twice; what was done is refused now, and what was not can be done once at most.
        /// </summary>
        public async Task AssertOnceEachAsync()
        {
            Assert.InRange(Done, 500, int.MaxValue);
            foreach ((int number, int done) in _done)
            {
                StorageOutcome now = await storages[number % storages.Length].Ledger.RedeemAsync(
                    TestLedger.Key(number), Future);
                Assert.InRange(done + (now == StorageOutcome.Done ? 1 : 0), 0, 1);
                Assert.True(done == 0 || now == StorageOutcome.Rejected, $"{number}: {done} {now}");
            }
        }
    }

    private sealed class SharedLedger(ILedger[] ledgers, int sample)
    {
        public Outcomes Outcomes { get; } = new();

        public void Redeem(long step, int key, int ledger) => Outcomes.Add(
            step, ledgers[ledger].RedeemAsync(new(new((ulong)sample, (ulong)key)), Future).Result);
    }

    private sealed class SharedModel
    {
        private readonly ReferenceLedger _reference = new();

        public Outcomes Outcomes { get; } = new();

        public void Redeem(long step, int key) =>
            Outcomes.Add(step, _reference.Redeem(new((UInt128)key), Future, nowSeconds: 0));
    }
}
