namespace Appliance.PolicyModel;

/// <summary>A room: an instance of a <see cref="RoomType"/>.</summary>
/// <param name="Type">The room's rules.</param>
/// <param name="StartsAtSeconds">The start of a scheduled room or of an ad-hoc room's session, Unix seconds; otherwise
/// 0.</param>
/// <param name="DurationSeconds">The duration from that start.</param>
public readonly record struct Room(RoomType Type, long StartsAtSeconds = 0, long DurationSeconds = 0)
{
    public RoomConstraints Constraints => new(
        Type.Kind, Type.RolesAllowed, Type.ExpiryMaxSeconds,
        StartsAtSeconds - Type.OpensBeforeSeconds, StartsAtSeconds == 0 ? 0 : StartsAtSeconds + DurationSeconds);
}
