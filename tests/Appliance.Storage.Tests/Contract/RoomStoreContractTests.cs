namespace Appliance.Storage.Tests.Contract;

/// <summary>The behavior of every backend's room store. A store that is not durable stores nothing: its caller holds
/// the rooms, and all writes are done.</summary>
public sealed class RoomStoreContractTests
{
    private static readonly string LongestId = new('\u00e9', 128);

    [Theory, EachBackend]
    public async Task Open_passes_all_stored_rooms_before_it_returns(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        (IRoomStore store, TestRooms rooms) = Open(environment.Open());
        Assert.Equal((true, StoreState.Current, ""), (store.IsAvailable, store.State, rooms.All));
        string largest = new(' ', StoredRoom.DocumentBytesMax);
        foreach (StoredRoom room in (StoredRoom[])
            [
                TestRoom.New("r1", "Größe: 1", """{"a":1}"""), TestRoom.New("r2"), TestRoom.New(LongestId, LongestId),
                TestRoom.New("r3", document: largest), TestRoom.New("r4"), TestRoom.New("r1", app: "other"),
            ])
        {
            Assert.Equal(StorageOutcome.Done, await store.PutAsync(room));
        }
        Assert.Equal(StorageOutcome.Done, await store.RemoveAsync("r4"));
        AssertStored(environment, store.IsDurable,
            """app/r1 Größe: 1 {"a":1}""", "app/r2 - {}", $"app/r3 - {largest}", $"app/{LongestId} {LongestId} {{}}",
            "other/r1 - {}");
    }

    [Theory, EachBackend]
    public async Task Writes_of_a_room_are_applied_in_the_order_of_the_calls(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        (IRoomStore store, _) = Open(environment.Open());
        StorageOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => i % 10 == 5
            ? store.RemoveAsync("r1") : store.PutAsync(TestRoom.New("r1", document: $"{i}"))));
        Assert.All(outcomes, outcome => Assert.Equal(StorageOutcome.Done, outcome));
        AssertStored(environment, store.IsDurable, "app/r1 - 499");
    }

    [Theory, EachBackend]
    public async Task Room_name_is_unique_in_an_app_and_optional(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage[] storages = environment.OpenAll();
        (IRoomStore one, _) = Open(storages[0]);
        IRoomStore two = storages.Length > 1 ? Open(storages[1]).Store : one;
        StorageOutcome taken = one.IsDurable ? StorageOutcome.NameTaken : StorageOutcome.Done;
        Assert.Equal(StorageOutcome.Done, await one.PutAsync(TestRoom.New("r1", "a")));
        Assert.Equal(taken, await two.PutAsync(TestRoom.New("r2", "a")));
        Assert.Equal(StorageOutcome.Done, await two.PutAsync(TestRoom.New("r2", "a", app: "other")));
        Assert.Equal(StorageOutcome.Done, await two.PutAsync(TestRoom.New("r1", "a", """{"again":1}""")));
        Assert.Equal(StorageOutcome.Done, await two.PutAsync(TestRoom.New("r1", "b")));
        Assert.Equal(StorageOutcome.Done, await one.PutAsync(TestRoom.New("r2", "a")));
        Assert.Equal(StorageOutcome.Done, await one.RemoveAsync("r2"));
        Assert.Equal(StorageOutcome.Done, await one.RemoveAsync("r2"));
        Assert.Equal(StorageOutcome.Done, await one.RemoveAsync("never existed"));
        Assert.Equal(StorageOutcome.Done, await two.PutAsync(TestRoom.New("r3", "a")));
        Assert.Equal(StorageOutcome.Done, await two.PutAsync(TestRoom.New("r4")));
        Assert.Equal(StorageOutcome.Done, await one.PutAsync(TestRoom.New("r5")));
        AssertStored(
            environment, one.IsDurable, "app/r1 b {}", "app/r3 a {}", "app/r4 - {}", "app/r5 - {}", "other/r2 a {}");
    }

    [Theory, EachBackend]
    public async Task Room_whose_name_is_taken_does_not_affect_concurrent_writes(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        (IRoomStore store, _) = Open(environment.Open());
        if (!store.IsDurable)
            return;
        StorageOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(i => store.PutAsync(TestRoom.New($"r{i}", $"name {i / 2}"))));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? StorageOutcome.Done : StorageOutcome.NameTaken),
            outcomes);
        AssertStored(environment, isDurable: true,
            [.. Enumerable.Range(0, 150).Select(i => $"app/r{2 * i} name {i} {{}}")]);
    }

    [Theory, EachBackend]
    public async Task Compare_and_set_succeeds_with_the_expected_room_and_conflicts_if_storage_is_shared(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        OpenStorage[] storages = environment.OpenAll();
        (IRoomStore one, _) = Open(storages[0]);
        StoredRoom first = TestRoom.New("r1", document: "1"), second = TestRoom.New("r1", "a", "2");
        Assert.Equal(StorageOutcome.Done, await SetAsync(one, first, null));
        Assert.Equal(StorageOutcome.Done, await SetAsync(one, second, first));
        if (environment.IsShared)
        {
            (IRoomStore two, TestRooms ofTwo) = Open(storages[1]);
            Assert.Equal(StorageOutcome.Done, await SetAsync(one, first, second));
            Assert.Equal(StorageOutcome.Conflict, await SetAsync(two, TestRoom.New("r1", document: "3"), second));
            Assert.Equal("app/r1 - 1", ofTwo.All);
            Assert.Equal(StorageOutcome.Conflict, await SetAsync(two, first, null));
            Assert.Equal(StorageOutcome.Done, await SetAsync(two, second, first));
        }
        AssertStored(environment, one.IsDurable, "app/r1 a 2");

        static Task<StorageOutcome> SetAsync(IRoomStore store, StoredRoom room, StoredRoom? expected) =>
            store.WriteAsync(new() { Room = room, IsConditional = true, Expected = expected });
    }

    /// <summary>No lock of the storage is held meanwhile.</summary>
    [Theory, EachBackend]
    public async Task Completion_may_start_the_next_write(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        (IRoomStore store, _) = Open(environment.Open());
        TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Write(new ChainedWrite(store, 0, ended) { Room = TestRoom.New("r0") });
        Assert.Equal(ChainedWrite.Length, await ended.Task.WaitAsync(Timeout));
    }

    [Theory, EachBackend]
    public async Task Closing_completes_outstanding_writes_and_keeps_acknowledged_ones(string backend)
    {
        await using BackendEnvironment environment = await BackendEnvironment.StartAsync(backend);
        (IRoomStore store, _) = Open(environment.Open());
        Task<StorageOutcome>[] outstanding =
            [.. Enumerable.Range(0, 1_000).Select(i => store.PutAsync(TestRoom.New($"r{i}")))];
        environment.Close();
        StorageOutcome[] outcomes = await Task.WhenAll(outstanding).WaitAsync(Timeout);
        Assert.All(outcomes, outcome => Assert.True(outcome is StorageOutcome.Done or StorageOutcome.Unavailable));
        if (!store.IsDurable)
            return;
        Assert.Equal(StorageOutcome.Unavailable, await store.PutAsync(TestRoom.New("late")));
        string[] stored = Open(environment.Open()).Rooms.All.Split('\n');
        Assert.Empty(Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i] == StorageOutcome.Done)
            .Select(i => $"app/r{i} - {{}}").Except(stored));
    }

    private static TimeSpan Timeout => TimeSpan.FromSeconds(TestLedger.SecondsMax);

    private static (IRoomStore Store, TestRooms Rooms) Open(OpenStorage storage)
    {
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        return (storage.Rooms, rooms);
    }

    /// <summary>The next process finds exactly these rooms, or none if storage is not durable.</summary>
    private static void AssertStored(BackendEnvironment environment, bool isDurable, params string[] rooms) =>
        Assert.Equal(
            isDurable ? string.Join('\n', rooms.Order(StringComparer.Ordinal)) : "",
            Open(environment.Reopen()).Rooms.All);

    private sealed class ChainedWrite(IRoomStore store, int number, TaskCompletionSource<int> ended) : RoomWrite
    {
        public const int Length = 100;

        protected override void OnCompleted()
        {
            if (Outcome != StorageOutcome.Done || number + 1 == Length)
                ended.SetResult(Outcome == StorageOutcome.Done ? number + 1 : number);
            else
                store.Write(new ChainedWrite(store, number + 1, ended) { Room = TestRoom.New($"r{number + 1}") });
        }
    }
}
