using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Stored rooms with a malformed document.</summary>
public sealed class UnreadableRoomTests
{
    [Fact]
    public void Unreadable_room_is_logged_and_skipped_and_rooms_of_unknown_apps_are_ignored()
    {
        RecordedLog log = new();
        PreloadedRoomStore rooms = new(
            new StoredRoom("clinic", "odd", null, "{"u8.ToArray()), new StoredRoom("gone", "old", null, []));
        RoomDirectory directory = new(Policies.Current, rooms, log);
        Assert.Equal(["clinic odd"], log.Unreadable);
        Assert.Null(directory.Of(Policies.Current.FindApp("clinic"u8)!).Find("odd"u8));
    }
}
