namespace Appliance.Policy;

/// <summary>The rules' answer.</summary>
/// <param name="Denial">Why not, or <see cref="Denial.None"/>.</param>
/// <param name="LifeSeconds">How long the token lives, if it is issued.</param>
public readonly record struct Decision(Denial Denial, long LifeSeconds)
{
    public bool IsAllowed => Denial == Denial.None;
}

/// <summary>Decides whether a role gets a token for a room now, and for how long. Pure.</summary>
public static class Rules
{
    /// <summary>The caller asks for no particular life.</summary>
    public const long DefaultLife = 0;

    /// <param name="role">The role asked for.</param>
    /// <param name="room">The room asked for.</param>
    /// <param name="nowSeconds">The instant of the request, Unix seconds.</param>
    /// <param name="requestedSeconds">The life asked for, or <see cref="DefaultLife"/>.</param>
    public static Decision Decide(in RoleTerms role, in RoomTerms room, long nowSeconds, long requestedSeconds)
    {
        if ((room.RolesAllowed >> role.Index & 1) == 0)
            return new(Denial.RoleNotAllowedInRoom, 0);
        bool scheduled = room.Kind == RoomKind.Scheduled;
        if (scheduled && nowSeconds < room.OpensAtSeconds)
            return new(Denial.RoomNotOpenYet, 0);
        if (scheduled && nowSeconds >= room.EndsAtSeconds)
            return new(Denial.RoomOver, 0);

        long most = Math.Min(role.Expiry.MaxSeconds, room.ExpiryMaxSeconds);
        if (requestedSeconds != DefaultLife && requestedSeconds < role.Expiry.MinSeconds)
            return new(Denial.ExpiryTooShort, 0);
        if (requestedSeconds > most)
            return new(Denial.ExpiryTooLong, 0);
        long life = requestedSeconds == DefaultLife ? Math.Min(role.Expiry.DefaultSeconds, most) : requestedSeconds;
        // A token never outlives the meeting that it is for, even if that leaves less than the role's minimum.
        return new(Denial.None, scheduled ? Math.Min(life, room.EndsAtSeconds - nowSeconds) : life);
    }
}
