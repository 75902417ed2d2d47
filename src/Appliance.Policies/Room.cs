namespace Appliance.Policy;

/// <summary>A room: an instance of a <see cref="RoomType"/>.</summary>
/// <param name="Type">Its rules.</param>
/// <param name="StartsAtSeconds">A scheduled room's start, Unix seconds.</param>
/// <param name="DurationSeconds">A scheduled room's duration.</param>
public readonly record struct Room(RoomType Type, long StartsAtSeconds = 0, long DurationSeconds = 0)
{
    public RoomTerms Terms => new(
        Type.Kind, Type.RolesAllowed, Type.ExpiryMaxSeconds,
        StartsAtSeconds - Type.OpensBeforeSeconds, StartsAtSeconds + DurationSeconds);
}
