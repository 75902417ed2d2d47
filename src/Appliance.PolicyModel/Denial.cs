namespace Appliance.PolicyModel;

/// <summary>Why the policy refuses a token, in the order in which the rules are asked.</summary>
public enum Denial : byte
{
    None,
    UnknownRoom,
    UnknownRole,
    RoleNotAllowedInRoom,
    RoomNotOpenYet,
    RoomOver,
    ExpiryTooShort,
    ExpiryTooLong,
    ExpiryPastRoomEnd,
}

public static class DenialNames
{
    /// <summary>The name that a policy's tests and the command line use.</summary>
    public static string Of(Denial denial) => denial switch
    {
        Denial.None => "none",
        Denial.UnknownRoom => "unknown-room",
        Denial.UnknownRole => "unknown-role",
        Denial.RoleNotAllowedInRoom => "role-not-allowed-in-room",
        Denial.RoomNotOpenYet => "room-not-open-yet",
        Denial.RoomOver => "room-over",
        Denial.ExpiryTooShort => "expiry-too-short",
        Denial.ExpiryTooLong => "expiry-too-long",
        Denial.ExpiryPastRoomEnd => "expiry-past-room-end",
        _ => throw new ArgumentOutOfRangeException(nameof(denial)),
    };
}
