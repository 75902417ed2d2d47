namespace Appliance.Storage.Tests.Contract;

/// <summary>The behavior of every backend's ledger.</summary>
public sealed class LedgerContractTests
{
    private const long LifetimeSeconds = 3_600;

    [Theory, EachBackend]
    public async Task First_redemption_is_done_and_later_ones_are_already_used(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ILedger ledger = environment.Open().Ledger;
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(environment, ledger, 1));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(environment, ledger, 1));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(environment, ledger, 2));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(environment, ledger, 1));
    }

    [Theory, EachBackend]
    public async Task Ledger_is_complete_from_the_second_after_its_start(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ILedger ledger = environment.Open().Ledger;
        long endSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(ledger.CompleteSinceSeconds, environment.NowSeconds + 1, endSeconds + 1);
        Assert.Equal(ledger.CompleteSinceSeconds - 1, ledger.RejectsUntilSeconds);
        Assert.NotEqual(0, ledger.Epoch);
    }

    [Theory, EachBackend]
    public async Task Idempotency_key_retry_is_done_again_at_every_appliance_and_after_a_restart(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage[] storages = environment.OpenAll();
        foreach (ILedger ledger in (ILedger[])[storages[0].Ledger, storages[^1].Ledger])
        {
            Assert.Equal(StorageOutcome.Done, await RetryAsync(ledger, 1, ulong.MaxValue));
            Assert.Equal(StorageOutcome.Done, await RetryAsync(ledger, 1, ulong.MaxValue));
            Assert.Equal(StorageOutcome.AlreadyUsed, await RetryAsync(ledger, 1, ulong.MaxValue - 1));
            Assert.Equal(StorageOutcome.AlreadyUsed, await RetryAsync(ledger, 1, 0));
        }
        Assert.Equal(StorageOutcome.Done, await RetryAsync(storages[0].Ledger, 2, 0));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RetryAsync(storages[0].Ledger, 2, 0));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RetryAsync(storages[0].Ledger, 2, 1));
        if (!storages[0].Rooms.IsDurable)
            return;
        ILedger reopened = environment.Reopen().Ledger;
        Assert.Equal(StorageOutcome.Done, await RetryAsync(reopened, 1, ulong.MaxValue));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RetryAsync(reopened, 1, 7));

        Task<StorageOutcome> RetryAsync(ILedger ledger, int number, ulong idempotency) =>
            ledger.CompleteAsync(New(environment, number, idempotency));
    }

    [Theory, EachBackend]
    public async Task Expired_retention_stays_expired_when_the_clock_steps_back(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ILedger ledger = environment.Open().Ledger;
        long now = environment.NowSeconds, ahead = now + 7_200;
        Assert.Equal(StorageOutcome.RetentionExpired, await ledger.RedeemAsync(TestLedger.Key(1), now, now));
        Assert.Equal(StorageOutcome.Done, await ledger.RedeemAsync(TestLedger.Key(2), ahead + 60, now));
        await environment.ShowTimeAsync(ledger, ahead);
        Assert.Equal(StorageOutcome.RetentionExpired, await ledger.RedeemAsync(TestLedger.Key(3), ahead, now));
        Assert.Equal(ahead - Redemption.RetentionAfterExpirySeconds, ledger.RejectsUntilSeconds);
        Assert.Equal(StorageOutcome.Done, await ledger.RedeemAsync(TestLedger.Key(3), ahead + 1, now));
        Assert.Equal(StorageOutcome.AlreadyUsed, await ledger.RedeemAsync(TestLedger.Key(2), ahead + 60, now));
    }

    [Theory, EachBackend]
    public async Task Concurrent_redemptions_of_a_token_have_one_winner(string backend)
    {
        const int Threads = 6, Tokens = 1_000;
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage[] storages = environment.OpenAll();
        Task<StorageOutcome>[][] outcomes = new Task<StorageOutcome>[Threads][];
        Parallel.For(0, Threads, thread => outcomes[thread] =
        [
            .. Enumerable.Range(0, Tokens).Select(
                number => Begin(environment, storages[thread % storages.Length].Ledger, number)),
        ]);
        for (int number = 0; number < Tokens; number++)
        {
            StorageOutcome[] ofToken = await Task.WhenAll(outcomes.Select(ofThread => ofThread[number]));
            Assert.Equal(1, ofToken.Count(outcome => outcome == StorageOutcome.Done));
            Assert.Equal(Threads - 1, ofToken.Count(outcome => outcome == StorageOutcome.AlreadyUsed));
        }
    }

    [Theory, EachBackend]
    public async Task Concurrent_redemptions_with_clock_steps_are_linearizable(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ParallelClock clock = new(environment.NowSeconds, environment.HasOwnClock);
        int samples = 0;
        Gen.Const(() => (New(), new ParallelModel(clock))).SampleParallel(
            ParallelLedger.Operation,
            equal: (subject, model) => subject.Outcomes.SameAs(model.Outcomes),
            printActual: subject => $"{subject.Outcomes}", printModel: model => $"{model.Outcomes}", iter: 50);

        ParallelLedger New() => new(
            [.. environment.OpenNew().Select(storage => storage.Ledger)], Interlocked.Increment(ref samples), clock);
    }

    [Theory, EachBackend]
    public async Task Overload_is_unavailable_and_no_acknowledged_redemption_is_lost(string backend)
    {
        const int Tokens = 40_000, Checked = 500;
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ILedger ledger = environment.Open().Ledger;
        StorageOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, Tokens).Select(number => Begin(environment, ledger, number)));
        Assert.All(outcomes, outcome => Assert.True(outcome is StorageOutcome.Done or StorageOutcome.Unavailable));
        BackendEnvironment.AssertAvailable(ledger);
        int[] done = [.. Enumerable.Range(0, Tokens).Where(number => outcomes[number] == StorageOutcome.Done)];
        foreach (int number in done.TakeLast(Checked))
            Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(environment, ledger, number));
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(environment, ledger, Tokens));
    }

    /// <summary>No lock of the storage is held meanwhile, and a completed task can be used again.</summary>
    [Theory, EachBackend]
    public async Task Completion_may_start_the_next_redemption_with_the_same_task(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        ChainedRedemption chain = new(environment.Open().Ledger)
        {
            RetainUntilSeconds = environment.NowSeconds + LifetimeSeconds, NowSeconds = environment.NowSeconds,
        };
        Assert.Equal(ChainedRedemption.Length, await chain.RunAsync().WaitAsync(Timeout));
    }

    [Theory, EachBackend]
    public async Task Closing_completes_outstanding_redemptions_and_later_ones_are_unavailable(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage storage = environment.Open();
        Task<StorageOutcome>[] outstanding =
            [.. Enumerable.Range(0, 2_000).Select(number => Begin(environment, storage.Ledger, number))];
        environment.Close();
        StorageOutcome[] outcomes = await Task.WhenAll(outstanding).WaitAsync(Timeout);
        Assert.All(outcomes, outcome => Assert.True(outcome is StorageOutcome.Done or StorageOutcome.Unavailable));
        Assert.Equal(StorageOutcome.Unavailable, await RedeemAsync(environment, storage.Ledger, -2));
        if (!storage.Rooms.IsDurable)
            return;
        ILedger reopened = environment.Open().Ledger;
        for (int number = 0; number < outcomes.Length; number += 10)
        {
            if (outcomes[number] == StorageOutcome.Done)
                Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(environment, reopened, number));
        }
    }

    [Theory, EachBackend]
    public async Task Durable_ledger_continues_after_a_restart(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage storage = environment.Open();
        long since = storage.Ledger.CompleteSinceSeconds, epoch = storage.Ledger.Epoch;
        Assert.Equal(StorageOutcome.Done, await RedeemAsync(environment, storage.Ledger, 1));
        if (!storage.Rooms.IsDurable)
            return;
        ILedger reopened = environment.Reopen().Ledger;
        Assert.Equal((since, epoch), (reopened.CompleteSinceSeconds, reopened.Epoch));
        Assert.Equal(StorageOutcome.AlreadyUsed, await RedeemAsync(environment, reopened, 1));
    }

    private static TimeSpan Timeout => TimeSpan.FromSeconds(TestLedger.SecondsMax);

    private static TestRedemption New(BackendEnvironment environment, int number, ulong idempotency = 0) => new()
    {
        Key = TestLedger.Key(number), Idempotency = idempotency, NowSeconds = environment.NowSeconds,
        RetainUntilSeconds = environment.NowSeconds + LifetimeSeconds,
    };

    private static Task<StorageOutcome> RedeemAsync(BackendEnvironment environment, ILedger ledger, int number) =>
        ledger.CompleteAsync(New(environment, number));

    private static Task<StorageOutcome> Begin(BackendEnvironment environment, ILedger ledger, int number)
    {
        TestRedemption redemption = New(environment, number);
        ledger.Redeem(redemption);
        return redemption.Completed;
    }

    /// <summary>Redeems one key after the other.</summary>
    private sealed class ChainedRedemption(ILedger ledger) : Redemption
    {
        public const int Length = 200;

        private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _done;

        public Task<int> RunAsync()
        {
            Key = TestLedger.Key(0);
            ledger.Redeem(this);
            return _ended.Task;
        }

        protected override void OnCompleted()
        {
            if (Outcome != StorageOutcome.Done || ++_done == Length)
            {
                _ended.SetResult(_done);
                return;
            }
            Reset();
            Key = TestLedger.Key(_done);
            ledger.Redeem(this);
        }
    }
}
