namespace Appliance.PolicyModel;

/// <summary>Decides whether a role gets a token for a room now, and its lifetime. A pure function.</summary>
public static class Rules
{
    /// <summary>The request contains no lifetime.</summary>
    public const long DefaultLifetime = 0;

    /// <summary>Evaluates the rules in the order of <see cref="Denial"/>; the first failing rule decides. The caller
    /// has already checked that the room and the role exist.</summary>
    /// <param name="role">The requested role.</param>
    /// <param name="room">The requested room.</param>
    /// <param name="nowSeconds">The time of the request, Unix seconds.</param>
    /// <param name="requestedSeconds">The requested lifetime, or <see cref="DefaultLifetime"/>.</param>
    public static Decision Decide(
        in RoleConstraints role, in RoomConstraints room, long nowSeconds, long requestedSeconds)
    {
        Denial denial = Admit(role, room, nowSeconds, leewaySeconds: 0);
        return denial == Denial.None
            ? DecideLifetime(role.Expiry, room, nowSeconds, requestedSeconds) : Decision.Deny(denial);
    }

    /// <summary>Whether a role may be in a room now, however its token was issued: all rules except those of the
    /// lifetime.</summary>
    /// <param name="role">The role.</param>
    /// <param name="room">The room.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    /// <param name="leewaySeconds">The tolerated clock skew, in the caller's favor.</param>
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
        bool isRequested = requestedSeconds != DefaultLifetime;
        // Only an explicit request is denied for excess; a default lifetime is clamped.
        bool deniesExcess = isRequested && expiry.OnExcess == ExcessRule.Deny;
        if (isRequested && requestedSeconds < expiry.MinSeconds)
            return Decision.Deny(Denial.ExpiryTooShort);
        if (deniesExcess && requestedSeconds > Math.Min(expiry.MaxSeconds, room.ExpiryMaxSeconds))
            return Decision.Deny(Denial.ExpiryTooLong);
        // A token never outlives its session, even if the remaining time is below the role's minimum.
        long remaining = HasEnd(room) ? room.EndsAtSeconds - nowSeconds : long.MaxValue;
        if (deniesExcess && requestedSeconds > remaining)
            return Decision.Deny(Denial.ExpiryPastRoomEnd);

        Decision decision = isRequested
            ? new(Denial.None, requestedSeconds, LifetimeSource.Request)
            : new(Denial.None, expiry.DefaultSeconds, LifetimeSource.RoleDefault);
        decision = Clamp(decision, expiry.MaxSeconds, LifetimeSource.RoleMax);
        decision = Clamp(decision, room.ExpiryMaxSeconds, LifetimeSource.RoomTypeMax);
        return Clamp(decision, remaining, LifetimeSource.RoomEnd);
    }

    /// <summary>An ad-hoc room has an end once its session has started.</summary>
    private static bool HasEnd(in RoomConstraints room) =>
        room.Kind == RoomKind.Scheduled || room.Kind == RoomKind.AdHoc && room.EndsAtSeconds != 0;

    private static Decision Clamp(in Decision decision, long maxSeconds, LifetimeSource limit) =>
        decision.LifetimeSeconds > maxSeconds ? new(Denial.None, maxSeconds, limit) : decision;
}
