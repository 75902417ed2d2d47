namespace Appliance.Endpoints;

/// <summary>Whether a room issues tokens, before its rules are asked.</summary>
public enum RoomState : byte
{
    Open,
    /// <summary>The app has no such room, or none whose type the policy knows.</summary>
    Unknown,
    Disabled,
    /// <summary>Storage would have to be asked, and cannot be reached.</summary>
    Unavailable,
}
