using System.Numerics;
using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>What a request about a token comes to before anybody's memory is asked: who asks, whose token it is, and
/// whether it is good now.</summary>
internal ref struct TokenCheck
{
    /// <summary>All else is there only if it is <see cref="RedemptionFailure.None"/>; the tenant if the caller is
    /// known.</summary>
    public RedemptionFailure Failure;
    public Tenant? Tenant;
    /// <summary>In the workspace, until the next request.</summary>
    public ReadOnlySpan<byte> Payload;
    public ShownClaims Claims;
    /// <summary>Null for a token that names no role, as those of LiveKit and Jitsi.</summary>
    public Role? Role;
    /// <summary>The role's, or those of one that may enter the room.</summary>
    public RoleTerms RoleTerms;
    public Room Room;

    public static TokenCheck Of(
        in HttpRequest request, ref HttpAnswer answer, BackEndCredentials credentials, Workspace workspace)
    {
        TokenCheck check = default;
        check.Failure = check.Run(request, ref answer, credentials, workspace);
        return check;
    }

    private RedemptionFailure Run(
        in HttpRequest request, ref HttpAnswer answer, BackEndCredentials credentials, Workspace workspace)
    {
        if (request.Method != HttpMethod.Post)
            return RedemptionFailure.MethodNotAllowed;
        ShownToken shown = default;
        RedemptionFailure failure = shown.Read(request, workspace.Strings);
        if (ShownToken.IsAboutClient(failure))
            return failure;
        bool isPosted = shown.HasClientSecret;
        if (isPosted && !request.Authorization.IsEmpty)
            return RedemptionFailure.TwoCredentials;
        CredentialVerdict credential = isPosted
            ? credentials.CheckPosted(shown.ClientId, shown.ClientSecret, request, ref answer, out Tenant)
            : credentials.Check(request, ref answer, out Tenant);
        shown.ClientSecret.Clear();
        if (Tenant is null)
            return RedemptionFailures.Of(credential);
        if (failure != RedemptionFailure.None)
            return failure;
        TokenVerdict verdict = Tenant.Verifier.Verify(
            shown.Token, workspace.NowSeconds, Tenant.App.LeewaySeconds, workspace.Payload, out int length);
        if (verdict != TokenVerdict.Valid)
            return RedemptionFailures.Of(verdict);
        Payload = workspace.Payload.AsSpan(0, length);
        Claims = ShownClaims.Read(Payload, workspace.MoreData, Tenant.App.LeewaySeconds);
        if (!credentials.IsGoodFor(Claims.RoomId))
            return RedemptionFailure.OtherRoom;
        failure = RedemptionFailures.Of(workspace.Rooms.Find(Tenant.App, Claims.RoomId, out Room));
        if (failure != RedemptionFailure.None)
            return failure;
        Role = Tenant.App.FindRole(Claims.Role);
        bool mayLackRole = Tenant.App.Api is TokenApi.LiveKit or TokenApi.None && Claims.Role.IsEmpty;
        if (Role is null && !mayLackRole)
            return RedemptionFailure.UnknownRole;
        RoleTerms = Role?.Terms ?? new(BitOperations.TrailingZeroCount(Room.Terms.RolesAllowed), default);
        // The room may have been changed since the token was issued.
        return RedemptionFailures.Of(
            Rules.Admit(RoleTerms, Room.Terms, workspace.NowSeconds, Tenant.App.LeewaySeconds));
    }
}
