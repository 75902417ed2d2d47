namespace Appliance.Rooms;

/// <summary>Whether a room can issue tokens, before its rules are evaluated.</summary>
public enum RoomState : byte
{
    Open,
    /// <summary>The app has no such room, or the policy no longer has its type.</summary>
    Unknown,
    Disabled,
    /// <summary>The state depends on storage, which cannot be reached.</summary>
    Unavailable,
}
