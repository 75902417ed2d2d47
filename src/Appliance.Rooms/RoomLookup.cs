using Appliance.PolicyModel;

namespace Appliance.Rooms;

/// <summary>The state of a room in a serving appliance, for the verbs explain and token.</summary>
public sealed class RoomLookup
{
    /// <summary><see cref="RoomState.Open"/>, <see cref="RoomState.Unknown"/> or
    /// <see cref="RoomState.Disabled"/>.</summary>
    public required RoomState State { get; init; }

    /// <summary>Its rules, with the session of an ad-hoc room; default if the room is unknown.</summary>
    public required Room Room { get; init; }

    /// <summary>The room was created at run time and is not in the policy.</summary>
    public required bool IsRuntimeRoom { get; init; }

    /// <summary>The name of a run-time room; null if it has none.</summary>
    public required string? Name { get; init; }
}
