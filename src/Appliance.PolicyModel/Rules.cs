namespace Appliance.PolicyModel;

/// <summary>Decides whether a role gets a token for a room now, and for how long. Pure.</summary>
public static class Rules
{
    /// <summary>The caller asks for no particular life.</summary>
    public const long DefaultLifetime = 0;

    /// <summary>
    /// Asks the rules in the order of <see cref="Denial"/>; the first that is not met decides. That room and role exist
    /// is the caller's to know.
    /// </summary>
    /// <param name="role">The role asked for.</param>
    /// <param name="room">The room asked for.</param>
    /// <param name="nowSeconds">The instant of the request, Unix seconds.</param>
    /// <param name="requestedSeconds">The life asked for, or <see cref="DefaultLifetime"/>.</param>
    public static Decision Decide(
        in RoleConstraints role, in RoomConstraints room, long nowSeconds, long requestedSeconds)
    {
        Denial denial = Admit(role, room, nowSeconds, leewaySeconds: 0);
        return denial == Denial.None
            ? DecideLifetime(role.Expiry, room, nowSeconds, requestedSeconds) : Decision.Deny(denial);
    }

    /// <summary>Whether a role may be in a room now, however it got its token: the rules before those of its
    /// life.</summary>
    /// <param name="role">The role.</param>
    /// <param name="room">The room.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <param name="leewaySeconds">How far the clock may be off, in the caller's favour.</param>
    public static Denial Admit(in RoleConstraints role, in RoomConstraints room, long nowSeconds, long leewaySeconds)
    {
        if ((room.RolesAllowed >> role.Index & 1) == 0)
            return Denial.RoleNotAllowedInRoom;
        if (room.Kind == RoomKind.Permanent)
            return Denial.None;
        if (room.Kind == RoomKind.Scheduled && nowSeconds + leewaySeconds < room.OpensAtSeconds)
            return Denial.RoomNotOpenYet;
        return HasEnd(room) && nowSeconds - leewaySeconds >= room.EndsAtSeconds ? Denial.RoomOver : Denial.None;
    }

    private static Decision DecideLifetime(
        in Expiry expiry, in RoomConstraints room, long nowSeconds, long requestedSeconds)
    {
        bool asks = requestedSeconds != DefaultLifetime;
        // Only who asks for more than allowed is refused; a default is held within what there is.
        bool deniesExcess = asks && expiry.OnExcess == ExcessRule.Deny;
        if (asks && requestedSeconds < expiry.MinSeconds)
            return Decision.Deny(Denial.ExpiryTooShort);
        if (deniesExcess && requestedSeconds > Math.Min(expiry.MaxSeconds, room.ExpiryMaxSeconds))
            return Decision.Deny(Denial.ExpiryTooLong);
        // A token never outlives the meeting that it is for, even if that leaves less than the role's minimum.
        long left = HasEnd(room) ? room.EndsAtSeconds - nowSeconds : long.MaxValue;
        if (deniesExcess && requestedSeconds > left)
            return Decision.Deny(Denial.ExpiryPastRoomEnd);

        Decision decision = asks
            ? new(Denial.None, requestedSeconds, LifetimeSource.Request)
            : new(Denial.None, expiry.DefaultSeconds, LifetimeSource.RoleDefault);
        decision = HoldWithin(decision, expiry.MaxSeconds, LifetimeSource.RoleMax);
        decision = HoldWithin(decision, room.ExpiryMaxSeconds, LifetimeSource.RoomTypeMax);
        return HoldWithin(decision, left, LifetimeSource.RoomEnd);
    }

    /// <summary>An ad-hoc room has an end once its session has begun.</summary>
    private static bool HasEnd(in RoomConstraints room) =>
        room.Kind == RoomKind.Scheduled || room.Kind == RoomKind.AdHoc && room.EndsAtSeconds != 0;

    private static Decision HoldWithin(in Decision decision, long maxSeconds, LifetimeSource limit) =>
        decision.LifetimeSeconds > maxSeconds ? new(Denial.None, maxSeconds, limit) : decision;
}
