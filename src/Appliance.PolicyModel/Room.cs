namespace Appliance.PolicyModel;

/// <summary>A room: an instance of a <see cref="RoomType"/>.</summary>
/// <param name="Type">Its rules.</param>
/// <param name="StartsAtSeconds">A scheduled room's start, or the start of an ad-hoc room's session, Unix seconds; 0
/// where there is none.</param>
/// <param name="DurationSeconds">The duration from that start on.</param>
public readonly record struct Room(RoomType Type, long StartsAtSeconds = 0, long DurationSeconds = 0)
{
    public RoomConstraints Constraints => new(
        Type.Kind, Type.RolesAllowed, Type.ExpiryMaxSeconds,
        StartsAtSeconds - Type.OpensBeforeSeconds, StartsAtSeconds == 0 ? 0 : StartsAtSeconds + DurationSeconds);
}
