using System.Numerics;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Everything about a presented token that can be checked without storage: the client, the token's app and its
/// validity now.</summary>
internal ref struct TokenCheck
{
    /// <summary>The appliance's have 22 characters, a UUID has 36.</summary>
    private const int TokenIdBytesMax = 256;

    /// <summary>If it is not <see cref="RedemptionFailure.None"/>, the other fields are undefined, except the tenant of
    /// an authenticated client.</summary>
    public RedemptionFailure Failure;
    public Tenant? Tenant;
    /// <summary>In the workspace; valid until the next request.</summary>
    public ReadOnlySpan<byte> Payload;
    public PresentedClaims Claims;
    /// <summary>Null for a token that names no role, as LiveKit's and Jitsi's do not.</summary>
    public Role? Role;
    /// <summary>The role's constraints; without a role, those of a role that the room allows.</summary>
    public RoleConstraints RoleConstraints;
    public Room Room;

    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded the limit of wrong keys.</param>
    /// <param name="credentials">Authenticates the client.</param>
    /// <param name="redeems">Whether the token is redeemed, which requires storage.</param>
    /// <param name="workspace">Of this thread.</param>
    public static TokenCheck Of(
        in HttpRequest request, ref HttpResponse response, BackEndCredentials credentials, bool redeems,
            Workspace workspace)
    {
        TokenCheck check = default;
        check.Failure = check.Run(request, ref response, credentials, workspace);
        if (check.Failure == RedemptionFailure.None && workspace.Freshness != RoomFreshness.Current
            && (redeems || check.Room.Type.SingleUse))
            check.Failure = RedemptionFailure.Unavailable;
        return check;
    }

    /// <summary>Rejects a long body before it is read, unless the credential in the head is accepted.</summary>
    public static bool TryAdmit(in HttpRequest head, ref HttpResponse response, BackEndCredentials credentials)
    {
        CredentialVerdict credential = credentials.CheckUnlimited(head, ref response, out Tenant? tenant);
        if (tenant is null)
            RedemptionFailures.Write(RedemptionFailures.Of(credential), credentials.Rejection, ref response);
        return tenant is not null;
    }

    private RedemptionFailure Run(
        in HttpRequest request, ref HttpResponse response, BackEndCredentials credentials, Workspace workspace)
    {
        if (request.Method != HttpMethod.Post)
            return RedemptionFailure.MethodNotAllowed;
        PresentedToken presented = default;
        RedemptionFailure failure = presented.Read(request, workspace.Strings);
        if (PresentedToken.IsCredentialFailure(failure))
            return failure;
        bool isPosted = presented.HasClientSecret;
        if (isPosted && !request.Authorization.IsEmpty)
            return RedemptionFailure.TwoCredentials;
        CredentialVerdict credential = isPosted
            ? credentials.CheckPosted(presented.ClientId, presented.ClientSecret, request, ref response, out Tenant)
            : credentials.CheckUnlimited(request, ref response, out Tenant);
        presented.ClientSecret.Clear();
        if (Tenant is null)
            return RedemptionFailures.Of(credential);
        if (failure != RedemptionFailure.None)
            return failure;
        TokenVerdict verdict = Tenant.Verifier.Verify(
            presented.Token, workspace.NowSeconds, Tenant.App.LeewaySeconds, workspace.Payload, out int length);
        if (verdict != TokenVerdict.Valid)
            return RedemptionFailures.Of(verdict);
        Payload = workspace.Payload.AsSpan(0, length);
        Claims = PresentedClaims.Read(Payload, workspace.MoreData, Tenant.App.LeewaySeconds);
        if (!credentials.AllowsRoom(Claims.RoomId))
            return RedemptionFailure.OtherRoom;
        return CheckRoom(Tenant.App, workspace.RoomsOf(Tenant.App), workspace.Freshness, workspace.NowSeconds);
    }

    /// <summary>Checks whether the room and the role in the <see cref="Claims"/> accept the token now.</summary>
    /// <param name="app">The token's app.</param>
    /// <param name="rooms">The app's rooms.</param>
    /// <param name="freshness">How current the room data is.</param>
    /// <param name="nowSeconds">Unix seconds.</param>
    public RedemptionFailure CheckRoom(App app, RoomRegistry rooms, RoomFreshness freshness, long nowSeconds)
    {
        RedemptionFailure failure = RedemptionFailures.Of(rooms.Find(Claims.RoomId, freshness, out Room));
        if (failure != RedemptionFailure.None)
            return failure;
        Role = app.FindRole(Claims.Role);
        bool mayLackRole = app.Api is TokenApi.LiveKit or TokenApi.None && Claims.Role.IsEmpty;
        if (Role is null && !mayLackRole)
            return RedemptionFailure.UnknownRole;
        RoleConstraints = Role?.Constraints ?? ConstraintsOfAny(app, Room.Constraints);
        if (Claims.ExpiresAtSeconds > LatestExpiry(app, RoleConstraints.Expiry, nowSeconds))
            return RedemptionFailure.LifetimeTooLong;
        if (Room.Type.SingleUse && Claims.TokenId.Length is 0 or > TokenIdBytesMax)
            return RedemptionFailure.NoTokenId;
        // The room may have been changed since the token was issued.
        return RedemptionFailures.Of(Rules.Admit(RoleConstraints, Room.Constraints, nowSeconds, app.LeewaySeconds));
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
