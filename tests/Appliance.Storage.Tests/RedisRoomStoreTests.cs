using System.Text;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Rooms shared by several appliances through a real Redis.</summary>
public sealed class RedisRoomStoreTests : RedisTests
{
    private const int Filled = 5_000;

    [RequiresFact(Needs.Redis)]
    public async Task Room_changes_reach_the_other_appliances()
    {
        // An appliance sees its changes when they complete.
        Client one = new(this), two = new(this);
        await one.WriteAsync(TestRoom.New("r1", "Größe: 1", """{"a":1}"""), isDelete: false);
        await one.WriteAsync(TestRoom.New("r2"), isDelete: false);
        await AssertRoomsAsync(two.Rooms, """app/r1 Größe: 1 {"a":1}""" + "\napp/r2 - {}");
        await two.WriteAsync(TestRoom.New("r3", "c", app: "other"), isDelete: false);
        await two.WriteAsync(TestRoom.New("r1", "b", """{"a":2}"""), isDelete: false);
        await one.WriteAsync(TestRoom.New("r2"), isDelete: true);
        const string All = """app/r1 b {"a":2}""" + "\nother/r3 c {}";
        await AssertRoomsAsync(one.Rooms, All);
        await AssertRoomsAsync(two.Rooms, All);
        (_, TestRooms ofThree) = OpenRooms();
        Assert.Equal(All, ofThree.All);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Compare_and_set_conflict_completes_after_the_observer_received_the_winning_change()
    {
        const int Rounds = 100;
        (IRoomStore Store, TestRooms Rooms)[] all = [OpenRooms(), OpenRooms(), OpenRooms()];
        await AssertConflictsAsync(all, Rounds);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Compare_and_set_conflict_completes_by_resync_without_notifications()
    {
        await Server.AskAsync("ACL", "SETUSER", "default", "-subscribe");
        await AssertConflictsAsync([OpenRooms(), OpenRooms()], rounds: 2);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Compare_and_set_conflict_with_an_emptied_redis_completes_after_the_rooms_were_removed()
    {
        (IRoomStore store, TestRooms rooms) = OpenRooms();
        StoredRoom basis = TestRoom.New("r1", document: """{"a":1}"""), room = TestRoom.New("r1");
        Assert.Equal((StorageOutcome.Done, """app/r1 - {"a":1}"""), await WriteAsync(basis, null));
        await Server.AskAsync("FLUSHALL");
        Assert.Equal((StorageOutcome.Conflict, ""), await WriteAsync(room, basis));
        Assert.Equal((StorageOutcome.Done, "app/r1 - {}"), await WriteAsync(room, null));

        async Task<(StorageOutcome, string)> WriteAsync(StoredRoom room, StoredRoom? basis)
        {
            ConditionalWrite write = new(rooms) { Room = room, IsConditional = true, Expected = basis };
            store.Write(write);
            return await write.Completed.WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax));
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Concurrent_writers_converge_to_the_same_rooms()
    {
        List<Client> clients = [new(this), new(this), new(this)];
        await Task.WhenAll(clients.Select((client, k) => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                StoredRoom room = TestRoom.New($"r{(i * 7 + k) % 10}", document: $$"""{"{{k}}":{{i}}}""");
                await client.WriteAsync(room, i % 5 == 4);
            }
        })));
        (_, TestRooms fresh) = OpenRooms();
        foreach (Client client in clients)
            await AssertRoomsAsync(client.Rooms, fresh.All);
    }

    /// <summary>With more rooms than a page holds.</summary>
    [RequiresFact(Needs.Redis)]
    public async Task Snapshot_is_complete_while_rooms_change()
    {
        await FillAsync();
        Client one = new(this);
        using CancellationTokenSource end = new();
        Task changes = Task.Run(async () =>
        {
            for (int i = 1; !end.IsCancellationRequested; i = i * 7 % Filled + 1)
            {
                StoredRoom changed = TestRoom.New($"r{i}", document: $$"""{"changed":{{i}}}""");
                await one.WriteAsync(changed, isDelete: i % 2 == 0);
                await one.WriteAsync(TestRoom.New($"new{i}", $"name{i}"), isDelete: false);
            }
        });
        List<TestRooms> others = [];
        for (int opened = 0; opened < 8; opened++)
            others.Add(OpenRooms().Rooms);
        await end.CancelAsync();
        await changes;
        foreach (TestRooms rooms in others)
            await AssertRoomsAsync(rooms, one.Rooms.All);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Changes_during_a_snapshot_are_applied_on_top_of_it()
    {
        await FillAsync();
        using RedisConnection connection = new(RedisAddress.Parse(Server.Address, null), Assert.Fail);
        connection.Start();
        RedisRoomSnapshot snapshot = await ReadAsync(connection);
        Assert.Equal((Filled, 7), (snapshot.Rooms.Count, snapshot.Version));
        snapshot.AddChange(Change(7, "r1", ""));
        snapshot.AddChange(Change(8, "r2", """-:{"a":1}"""));
        snapshot.AddChange(Change(9, "r3", ""));
        snapshot.AddChange(Change(10, "new", "-:{}"));
        Assert.True(snapshot.TryApplyChanges());
        Assert.Equal((Filled, 10), (snapshot.Rooms.Count, snapshot.Version));
        Assert.Equal("""-:{"a":1}""", Encoding.UTF8.GetString(snapshot.Rooms[("app", "r2")]));
        Assert.True(snapshot.Rooms.ContainsKey(("app", "r1")) && snapshot.Rooms.ContainsKey(("app", "new")));
        Assert.False(snapshot.Rooms.ContainsKey(("app", "r3")));

        RedisRoomSnapshot gap = await ReadAsync(connection);
        gap.AddChange(Change(9, "r1", ""));
        Assert.False(gap.TryApplyChanges());
        RedisRoomSnapshot unknown = await ReadAsync(connection);
        unknown.AddChange("8: malformed"u8.ToArray());
        Assert.False(unknown.TryApplyChanges());
        RedisRoomSnapshot much = await ReadAsync(connection);
        for (int version = 8; version < 20_000; version++)
            much.AddChange(Change(version, "r1", ""));
        Assert.False(much.TryApplyChanges());

        static byte[] Change(int version, string id, string text) =>
        [
            .. Encoding.UTF8.GetBytes($"{version}:"),
            .. RedisRoomText.WriteChange("w", TestRoom.New(id), Encoding.UTF8.GetBytes(text)),
        ];

        static async Task<RedisRoomSnapshot> ReadAsync(RedisConnection connection)
        {
            RedisRoomSnapshot snapshot = new([]);
            await snapshot.ReadAsync(connection);
            return snapshot;
        }
    }

    [RequiresFact(Needs.Redis)]
    public async Task Reconnection_resyncs_all_rooms()
    {
        (IRoomStore one, TestRooms ofOne) = OpenRooms();
        Assert.Equal(StorageOutcome.Done, await one.PutAsync(TestRoom.New("r1")));
        Assert.Equal(StorageOutcome.Done, await one.PutAsync(TestRoom.New("r2")));
        ofOne.Put(TestRoom.New("r1"));
        ofOne.Put(TestRoom.New("r2"));
        Server.Kill();
        Assert.Equal(StorageOutcome.Unavailable, await one.PutAsync(TestRoom.New("r3")));
        await Server.StartAsync();
        // Manual changes are not published.
        await Server.AskAsync("HDEL", "appliance:rooms:app", "r2");
        await Server.AskAsync("HSET", "appliance:rooms:app", "r4", "-:{}", "r5", "malformed");
        await Server.AskAsync("INCR", "appliance:rooms-version");
        await AssertRoomsAsync(ofOne, "app/r1 - {}\napp/r4 - {}");
    }

    [RequiresFact(Needs.Redis)]
    public async Task Changes_without_notification_are_found_by_polling()
    {
        await Server.AskAsync("ACL", "SETUSER", "default", "-subscribe");
        Client one = new(this), two = new(this);
        await one.WriteAsync(TestRoom.New("r1"), isDelete: false);
        await two.WriteAsync(TestRoom.New("r2", "a"), isDelete: false);
        await one.WriteAsync(TestRoom.New("r1"), isDelete: true);
        await AssertRoomsAsync(one.Rooms, "app/r2 a {}");
        await AssertRoomsAsync(two.Rooms, "app/r2 a {}");
    }

    [RequiresFact(Needs.Redis)]
    public async Task Rooms_are_readable_with_redis_cli()
    {
        (IRoomStore rooms, _) = OpenRooms();
        await rooms.PutAsync(TestRoom.New("r1", "lobby", """{"a":1}"""));
        await rooms.PutAsync(TestRoom.New("r2"));
        Assert.Equal("""5:lobby{"a":1}""" + "\n", await Server.AskAsync("HGET", "appliance:rooms:app", "r1"));
        Assert.Equal("-:{}\n", await Server.AskAsync("HGET", "appliance:rooms:app", "r2"));
        Assert.Equal("r1\n", await Server.AskAsync("HGET", "appliance:room-names:app", "lobby"));
    }

    /// <summary>In each round all appliances change the room with the same expected content. One write succeeds. The
    /// observers of the others must know the new room when their conflict completes.</summary>
    private static async Task AssertConflictsAsync((IRoomStore Store, TestRooms Rooms)[] all, int rounds)
    {
        StoredRoom? basis = null;
        for (int round = 0; round < rounds; round++)
        {
            StoredRoom?[] done = await Task.WhenAll(all.Select(async (one, index) =>
            {
                StoredRoom room = TestRoom.New("r1", document: $$"""{"{{round}}":{{index}}}""");
                ConditionalWrite write = new(one.Rooms) { Room = room, IsConditional = true, Expected = basis };
                one.Store.Write(write);
                (StorageOutcome outcome, string known) =
                    await write.Completed.WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax));
                if (outcome == StorageOutcome.Done)
                    return room;
                Assert.Equal(StorageOutcome.Conflict, outcome);
                Assert.StartsWith($$"""app/r1 - {"{{round}}":""", known);
                Assert.NotEqual(TestRoom.Text(room), known);
                return null;
            }));
            basis = Assert.Single(done, room => room is not null);
            foreach ((_, TestRooms rooms) in all)
                await AssertRoomsAsync(rooms, TestRoom.Text(basis!));
        }
    }

    /// <summary>Puts rooms r1, r2 and so on into Redis at version 7.</summary>
    private Task FillAsync() => Server.AskAsync(
        "EVAL", $"for i = 1, {Filled} do redis.call('HSET', KEYS[1], 'r' .. i, '-:{{}}') end "
        + "redis.call('SADD', KEYS[2], 'app') redis.call('SET', KEYS[3], 7)",
        "3", "appliance:rooms:app", "appliance:apps", "appliance:rooms-version");

    private static async Task AssertRoomsAsync(TestRooms rooms, string all)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(TestLedger.SecondsMax);
        while (rooms.All != all && DateTime.UtcNow < deadline)
            await Task.Delay(20);
        Assert.Equal(all, rooms.All);
    }

    private (IRoomStore Store, TestRooms Rooms) OpenRooms()
    {
        RedisStorage storage = Open();
        TestRooms rooms = new();
        storage.Rooms.Open(rooms);
        return (storage.Rooms, rooms);
    }

    /// <summary>Applies its own changes when they complete, as an appliance does.</summary>
    private sealed class Client
    {
        private readonly IRoomStore _store;

        public Client(RedisRoomStoreTests tests) => (_store, Rooms) = tests.OpenRooms();

        public TestRooms Rooms { get; }

        public async Task WriteAsync(StoredRoom room, bool isDelete)
        {
            ObservedRoomWrite write = new(Rooms) { Room = room, IsDelete = isDelete };
            _store.Write(write);
            Assert.Equal(
                StorageOutcome.Done, await write.Completed.WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax)));
        }
    }

    private sealed class ObservedRoomWrite(TestRooms rooms) : RoomWrite
    {
        private readonly TaskCompletionSource<StorageOutcome> _completed =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<StorageOutcome> Completed => _completed.Task;

        protected override void OnCompleted()
        {
            if (IsDelete)
                rooms.Remove(Room.App, Room.Id);
            else
                rooms.Put(Room);
            _completed.SetResult(Outcome);
        }
    }

    /// <summary>Captures the observer's rooms at completion.</summary>
    private sealed class ConditionalWrite(TestRooms rooms) : RoomWrite
    {
        private readonly TaskCompletionSource<(StorageOutcome, string)> _completed =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(StorageOutcome Outcome, string Known)> Completed => _completed.Task;

        protected override void OnCompleted()
        {
            if (Outcome == StorageOutcome.Done)
                rooms.Put(Room);
            _completed.SetResult((Outcome, rooms.All));
        }
    }
}
