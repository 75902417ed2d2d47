using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>A room as an appliance that serves knows it, for those who explain.</summary>
public sealed class RoomLookup
{
    /// <summary><see cref="RoomState.Open"/>, <see cref="RoomState.Unknown"/> or
    /// <see cref="RoomState.Disabled"/>.</summary>
    public required RoomState State { get; init; }

    /// <summary>Its rules, with the session of an ad-hoc room; default if it is unknown.</summary>
    public required Room Room { get; init; }

    /// <summary>It was made at run time; the policy does not name it.</summary>
    public required bool IsRuntimeRoom { get; init; }

    /// <summary>The name of a room that was made; null if it has none.</summary>
    public required string? Name { get; init; }
}
