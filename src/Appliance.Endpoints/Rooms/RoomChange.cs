using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>A pending change of a room.</summary>
internal sealed class RoomChange(RoomRegistry rooms) : RoomWrite
{
    /// <summary>The room after the change; null if it is deleted.</summary>
    public required RoomRecord? Result { get; init; }

    /// <summary>Numbers the room's changes, from 1.</summary>
    public required long Number { get; init; }

    public Completion Completion { get; } = new();

    protected override void OnCompleted()
    {
        rooms.OnWriteCompleted(this);
        Completion.Complete();
    }
}

/// <summary>Why a room change is rejected before it reaches storage.</summary>
internal enum RoomRejection : byte
{
    None,
    /// <summary>The change left the room as it was.</summary>
    Unchanged,
    /// <summary>Another room of the app has the name.</summary>
    NameTaken,
    /// <summary>The app has as many rooms as its policy allows.</summary>
    TooManyRooms,
    /// <summary>The room does not exist, or was deleted.</summary>
    UnknownRoom,
}
