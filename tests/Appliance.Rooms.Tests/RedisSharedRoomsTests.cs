using System.Text;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Rooms.Tests;

/// <summary>Appliances that change the same rooms in one Redis concurrently.</summary>
public sealed class RedisSharedRoomsTests
{
    private const int Threads = 3;
    private const int Rounds = 60;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(60);
    private static readonly App Acme = Policies.Current.FindApp("acme"u8)!;

    [RequiresFact(Needs.Redis)]
    public async Task Concurrent_changes_are_never_lost_and_all_complete()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        using OpenStorage first = Open(redis), second = Open(redis);
        RoomRegistry[] appliances = [RoomsOf(first), RoomsOf(second)];
        await CountAsync(appliances[0], "shared");
        await UntilAsync(() => Find(appliances[1], "shared") is not null);
        int[] counted = await Task.WhenAll(
            Enumerable.Range(0, 2 * Threads).Select(thread => Task.Run(async () =>
            {
                int done = 0;
                RoomRegistry rooms = appliances[thread % 2];
                for (int round = 0; round < Rounds; round++)
                {
                    done += await CountAsync(rooms, "shared") ? 1 : 0;
                    await CountAsync(rooms, $"own-{thread}");
                    await ChangeAsync(rooms, $"own-{thread}", _ => null);
                }
                return done;
            }))).WaitAsync(WaitMax);

        int expected = counted.Sum() + 1;
        Assert.InRange(expected, Rounds, int.MaxValue);
        foreach (RoomRegistry rooms in appliances)
        {
            await UntilAsync(() => Find(rooms, "shared")!.DurationSeconds == expected);
            await UntilAsync(() => Find(rooms, "own-0") is null);
        }
        using OpenStorage third = Open(redis);
        Assert.Equal(expected, Find(RoomsOf(third), "shared")!.DurationSeconds);
    }

    [RequiresFact(Needs.Redis)]
    public async Task Appliances_resync_after_Redis_lost_all_data()
    {
        using RedisServer redis = await RedisServer.StartedAsync();
        using OpenStorage first = Open(redis), second = Open(redis);
        RoomRegistry[] appliances = [RoomsOf(first), RoomsOf(second)];
        Assert.True(await CountAsync(appliances[0], "old"));
        await UntilAsync(() => Find(appliances[1], "old") is not null);
        await redis.AskAsync("FLUSHALL");
        Assert.True(await CountAsync(appliances[0], "new"));
        foreach (RoomRegistry rooms in appliances)
            await UntilAsync(() => Find(rooms, "old") is null && Find(rooms, "new") is not null);
    }

    private static OpenStorage Open(RedisServer redis)
    {
        OpenStorage storage = TestStorage.Open("redis", redis.Address);
        Assert.True(SpinWait.SpinUntil(() => storage.Rooms.IsAvailable, WaitMax), "Redis is unreachable");
        return storage;
    }

    private static RoomRegistry RoomsOf(OpenStorage storage) =>
        new RoomDirectory(Policies.Current, storage.Rooms).Of(Acme);

    private static RoomRecord? Find(RoomRegistry rooms, string id) => rooms.Find(Encoding.UTF8.GetBytes(id));

    /// <summary>Creates the room, or increments its DurationSeconds, which counts the changes.</summary>
    private static Task<bool> CountAsync(RoomRegistry rooms, string id) => ChangeAsync(
        rooms, id,
        room => (room ?? new() { Id = id, TypeName = "meeting", CreatedAtMilliseconds = 1 }) with
        {
            DurationSeconds = (room?.DurationSeconds ?? 0) + 1,
        });

    private static async Task<bool> ChangeAsync(RoomRegistry rooms, string id, Func<RoomRecord?, RoomRecord?> change)
    {
        if (rooms.TryChange(id, change, out RoomChange? begun) != RoomRejection.None)
            return false;
        TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (begun!.Completion.MustAwait(() => woken.SetResult))
            await woken.Task.WaitAsync(WaitMax);
        return begun.Outcome == StorageOutcome.Done;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        DateTime end = DateTime.UtcNow + WaitMax;
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < end, "the condition did not become true within 60 s");
            await Task.Delay(20);
        }
    }
}
