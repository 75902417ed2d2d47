using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>One change of a room on its way into storage.</summary>
internal sealed class RoomChange(RoomRegistry rooms) : RoomWrite
{
    /// <summary>The room as it is once the change is done; null if it is dropped.</summary>
    public required RoomRecord? Result { get; init; }

    /// <summary>Counts the changes of the room, from 1 on.</summary>
    public required long Number { get; init; }

    public Completion Completion { get; } = new();

    protected override void OnCompleted()
    {
        rooms.OnWriteCompleted(this);
        Completion.Complete();
    }
}

/// <summary>Why a room cannot be changed, before storage is asked.</summary>
internal enum RoomRejection : byte
{
    None,
    /// <summary>Nothing was to be changed.</summary>
    Unchanged,
    /// <summary>Another room of the app has the name.</summary>
    NameTaken,
    /// <summary>The app has as many rooms as its policy allows.</summary>
    TooManyRooms,
    /// <summary>There is no such room, or no more.</summary>
    UnknownRoom,
}
