namespace Appliance.Rooms;

/// <summary>Why a room change is rejected before it reaches storage.</summary>
public enum RoomRejection : byte
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
