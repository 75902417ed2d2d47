using System.Text;

namespace Appliance.Storage.Tests;

/// <summary>A room write with an awaitable outcome.</summary>
internal sealed class TestRoomWrite : RoomWrite
{
    private readonly TaskCompletionSource<StorageOutcome> _completed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<StorageOutcome> Completed => _completed.Task;

    /// <summary>A second completion throws.</summary>
    protected override void OnCompleted() => _completed.SetResult(Outcome);
}

/// <summary>An observer that collects rooms.</summary>
internal sealed class TestRooms : IRoomObserver
{
    private readonly Dictionary<(string App, string Id), StoredRoom> _rooms = [];

    /// <summary>Sorted lines "app/id name document".</summary>
    public string All
    {
        get
        {
            lock (_rooms)
                return string.Join('\n', _rooms.Values.Select(TestRoom.Text).Order(StringComparer.Ordinal));
        }
    }

    public void Put(StoredRoom room)
    {
        lock (_rooms)
            _rooms[(room.App, room.Id)] = room;
    }

    public void Remove(string app, string id)
    {
        lock (_rooms)
            _rooms.Remove((app, id));
    }
}

internal static class TestRoom
{
    public static StoredRoom New(string id, string? name = null, string document = "{}", string app = "app") =>
        new(app, id, name, Encoding.UTF8.GetBytes(document));

    public static Task<StorageOutcome> PutAsync(this IRoomStore rooms, StoredRoom room) =>
        rooms.WriteAsync(new() { Room = room });

    public static Task<StorageOutcome> RemoveAsync(this IRoomStore rooms, string id, string app = "app") =>
        rooms.WriteAsync(new() { Room = New(id, app: app), IsDelete = true });

    public static string Text(StoredRoom room) =>
        $"{room.App}/{room.Id} {room.Name ?? "-"} {Encoding.UTF8.GetString(room.Document)}";

    public static Task<StorageOutcome> WriteAsync(this IRoomStore rooms, TestRoomWrite write)
    {
        rooms.Write(write);
        return write.Completed.WaitAsync(TimeSpan.FromSeconds(TestLedger.SecondsMax));
    }
}
