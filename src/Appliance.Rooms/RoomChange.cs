using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>A pending change of a room.</summary>
public sealed class RoomChange : RoomWrite
{
    private readonly RoomRegistry _rooms;
    private readonly RoomEntry _entry;

    internal RoomChange(RoomRegistry rooms, RoomEntry entry)
    {
        _rooms = rooms;
        _entry = entry;
    }

    /// <summary>The room after the change; null if it is deleted.</summary>
    public required RoomRecord? Result { get; init; }

    /// <summary>Numbers the room's changes, from 1.</summary>
    internal long Number { get; init; }

    public Completion Completion { get; } = new();

    protected override void OnCompleted()
    {
        _rooms.OnWriteCompleted(_entry, this);
        Completion.Complete();
    }
}
