using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Stored rooms that cannot be read.</summary>
public sealed class UnreadableRoomTests
{
    [Fact]
    public void They_are_told_and_left_out_and_those_of_unknown_apps_are_passed_over()
    {
        RecordedLog log = new();
        KeptRooms rooms = new(
            new StoredRoom("clinic", "odd", null, "{"u8.ToArray()), new StoredRoom("gone", "old", null, []));
        RoomDirectory directory = new(Policies.Current, rooms, log);
        Assert.Equal(["clinic odd"], log.Unreadable);
        Assert.Null(directory.Of(Policies.Current.FindApp("clinic"u8)!).Find("odd"u8));
    }
}
