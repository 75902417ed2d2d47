namespace Appliance.PolicyModel;

/// <summary>What becomes of a caller who asks for a longer life than there may be.</summary>
public enum ExcessRule : byte
{
    /// <summary>No token.</summary>
    Deny,
    /// <summary>A token that lives as long as it may.</summary>
    Clamp,
}

/// <summary>How long a token may live, in seconds: at least, by default, at most.</summary>
public readonly record struct Expiry(
    long MinSeconds, long DefaultSeconds, long MaxSeconds, ExcessRule OnExcess = ExcessRule.Deny);

/// <summary>What the rules need to know of a role.</summary>
/// <param name="Index">Its place among the app's roles, 0 to 63.</param>
/// <param name="Expiry">Its lifetimes, already held within the dialect's.</param>
public readonly record struct RoleTerms(int Index, Expiry Expiry);

/// <summary>What the rules need to know of a room. Instants are Unix seconds.</summary>
/// <param name="Kind">The kind of its type.</param>
/// <param name="RolesAllowed">A bit for each role index that may enter.</param>
/// <param name="ExpiryMaxSeconds">The longest life of a token for it.</param>
/// <param name="OpensAtSeconds">The first instant at which tokens are issued; scheduled rooms only.</param>
/// <param name="EndsAtSeconds">The first instant at which it is over; 0 for a permanent room and for an ad-hoc room
/// whose session has not begun.</param>
public readonly record struct RoomTerms(
    RoomKind Kind, ulong RolesAllowed, long ExpiryMaxSeconds, long OpensAtSeconds, long EndsAtSeconds);
