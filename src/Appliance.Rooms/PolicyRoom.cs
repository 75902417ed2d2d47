using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Rooms;

/// <summary>A policy room: one that the policy lists, or one that matches a pattern and may not have been used yet.
/// </summary>
public readonly ref struct PolicyRoom
{
    private PolicyRoom(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, Room room)
    {
        Id = id;
        Name = name;
        Room = room;
    }

    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The name in the policy; otherwise the id.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public Room Room { get; }

    /// <summary>The listed room of this index.</summary>
    public static PolicyRoom At(App app, int index)
    {
        ReadOnlySpan<byte> name = app.RoomNameAt(index);
        return new(app.RoomIdAt(index), name.IsEmpty ? app.RoomIdAt(index) : name, app.RoomAt(index));
    }

    /// <summary>False if the room is unknown or a run-time room.</summary>
    public static bool TryFind(RoomRegistry rooms, ReadOnlySpan<byte> id, out PolicyRoom room)
    {
        room = default;
        int index = rooms.App.IndexOfRoom(id);
        if (index >= 0)
            room = At(rooms.App, index);
        else if (rooms.Find(id) is null or { IsPolicyRoom: true } && rooms.PatternOf(id) is { } pattern)
            room = new(id, id, pattern.Room);
        return !room.Id.IsEmpty;
    }

    public string IdText => Encoding.UTF8.GetString(Id);
}
