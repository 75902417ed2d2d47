using System.Text;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>A room that was not made at run time: one that the policy names, or one of its patterns, which may be as
/// good as new.</summary>
internal readonly ref struct PolicyRoom
{
    private PolicyRoom(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, Room room)
    {
        Id = id;
        Name = name;
        Room = room;
    }

    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The name that the policy gives it, or else its id.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public Room Room { get; }

    /// <summary>The room that the policy names at that place.</summary>
    public static PolicyRoom At(App app, int index)
    {
        ReadOnlySpan<byte> name = app.RoomNameAt(index);
        return new(app.RoomIdAt(index), name.IsEmpty ? app.RoomIdAt(index) : name, app.RoomAt(index));
    }

    /// <summary>False if there is no such room, or if it was made at run time.</summary>
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
