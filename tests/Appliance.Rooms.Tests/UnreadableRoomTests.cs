using Appliance.Storage;

namespace Appliance.Rooms.Tests;

/// <summary>Stored rooms with a malformed document.</summary>
public sealed class UnreadableRoomTests : IRoomLog
{
    private readonly List<string> _unreadable = [];

    [Fact]
    public void Unreadable_room_is_logged_and_skipped_and_rooms_of_unknown_apps_are_ignored()
    {
        ManualRoomStore rooms = new(
            new StoredRoom("clinic", "odd", null, "{"u8.ToArray()), new StoredRoom("gone", "old", null, []));
        RoomDirectory directory = new(Policies.Current, rooms, this);
        Assert.Equal(["clinic odd"], _unreadable);
        Assert.Null(directory.Of(Policies.Current.FindApp("clinic"u8)!).Find("odd"u8));
    }

    void IRoomLog.RoomUnreadable(string app, string room) => _unreadable.Add($"{app} {room}");
}
