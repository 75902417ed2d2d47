namespace Appliance.PolicyModel;

/// <summary>The role's input to <see cref="Rules"/>.</summary>
/// <param name="Index">The role's index in the app, below <see cref="AppLimits.RolesMax"/>.</param>
/// <param name="Expiry">The role's lifetimes, already clamped to the dialect's.</param>
public readonly record struct RoleConstraints(int Index, Expiry Expiry);

/// <summary>The room's input to <see cref="Rules"/>. Instants are Unix seconds.</summary>
/// <param name="Kind">The kind of the room's type.</param>
/// <param name="RolesAllowed">A bitmask of the indices of the roles that may enter.</param>
/// <param name="ExpiryMaxSeconds">The longest lifetime of a token for the room.</param>
/// <param name="OpensAtSeconds">The first instant at which tokens are issued; scheduled rooms only.</param>
/// <param name="EndsAtSeconds">The first instant after the end; 0 for a permanent room and for an ad-hoc room whose
/// session has not started.</param>
public readonly record struct RoomConstraints(
    RoomKind Kind, ulong RolesAllowed, long ExpiryMaxSeconds, long OpensAtSeconds, long EndsAtSeconds);
