using System.Numerics;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Redemption;

/// <summary>Everything about a presented token that can be checked without storage: the client, the token's app and its
/// validity now.</summary>
internal ref struct TokenCheck
{
    /// <summary>The appliance's have 22 characters, a UUID has 36.</summary>
    private const int TokenIdBytesMax = 256;

    public Tenant Tenant;
    /// <summary>In the thread's buffers; valid until the next request.</summary>
    public ReadOnlySpan<byte> Payload;
    public PresentedClaims Claims;
    /// <summary>Null for a token that names no role, as those of some dialects do not.</summary>
    public Role? Role;
    /// <summary>The role's constraints; without a role, those of a role that the room allows.</summary>
    public RoleConstraints RoleConstraints;
    public Room Room;

    /// <summary>Checks whether the room and the role in the <see cref="Claims"/> accept the token now.</summary>
    /// <param name="app">The token's app.</param>
    /// <param name="vendor">Issues its tokens; null if no API does.</param>
    /// <param name="rooms">The app's rooms.</param>
    /// <param name="freshness">How current the room data is.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    public Failure CheckRoom(
        App app, VendorApi? vendor, RoomRegistry rooms, RoomFreshness freshness, long nowSeconds)
    {
        Failure failure = FailureMapping.Of(rooms.Find(Claims.RoomId, freshness, out Room));
        if (failure != Failure.None)
            return failure;
        Role = app.FindRole(Claims.Role);
        bool mayLackRole = vendor is null or { TokensNameRole: false } && Claims.Role.IsEmpty;
        if (Role is null && !mayLackRole)
            return Failure.UnknownRole;
        RoleConstraints = Role?.Constraints ?? ConstraintsOfAny(app, Room.Constraints);
        if (Claims.ExpiresAtSeconds > LatestExpiry(app, RoleConstraints.Expiry, nowSeconds))
            return Failure.LifetimeTooLong;
        if (Room.Type.SingleUse && Claims.TokenId.Length is 0 or > TokenIdBytesMax)
            return Failure.NoTokenId;
        // The room may have been changed since the token was issued.
        return FailureMapping.Of(Rules.Admit(RoleConstraints, Room.Constraints, nowSeconds, app.LeewaySeconds));
    }

    /// <summary>The constraints of a token without a role: those of any role that the room allows, with the longest of
    /// their lifetimes.</summary>
    private static RoleConstraints ConstraintsOfAny(App app, in RoomConstraints room)
    {
        long lifetimeMaxSeconds = 0;
        foreach (Role role in app.Roles)
        {
            if ((room.RolesAllowed >> role.Constraints.Index & 1) != 0)
                lifetimeMaxSeconds = Math.Max(lifetimeMaxSeconds, role.Constraints.Expiry.MaxSeconds);
        }
        return new(BitOperations.TrailingZeroCount(room.RolesAllowed), new(0, 0, lifetimeMaxSeconds));
    }

    /// <summary>The latest exp of an accepted token, which bounds the retention of ledger entries.</summary>
    private static long LatestExpiry(App app, in Expiry expiry, long nowSeconds) => nowSeconds
        + Math.Max(expiry.MaxSeconds, app.SignedLifetimeMaxSeconds) + app.LeewaySeconds + AppLimits.BackdatedSecondsMax;
}
