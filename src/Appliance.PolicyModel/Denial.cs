namespace Appliance.PolicyModel;

/// <summary>The reason why the policy denies a token, in the order in which the rules are evaluated.</summary>
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
    /// <summary>The name of the denial in a policy's tests and on the command line.</summary>
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
