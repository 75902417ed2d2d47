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
    public Role? Role;
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
        CredentialVerdict credential = credentials.Check(request, ref answer, out Tenant);
        if (Tenant is null)
            return RedemptionFailures.Of(credential);
        RedemptionFailure failure = ShownToken.TryRead(request, workspace.Strings, out ReadOnlySpan<byte> token);
        if (failure != RedemptionFailure.None)
            return failure;
        TokenVerdict verdict = Tenant.Verifier.Verify(
            token, workspace.NowSeconds, Tenant.App.LeewaySeconds, workspace.Payload, out int length);
        if (verdict != TokenVerdict.Valid)
            return RedemptionFailures.Of(verdict);
        Payload = workspace.Payload.AsSpan(0, length);
        Claims = ShownClaims.Read(Payload);
        failure = RedemptionFailures.Of(workspace.Rooms.Find(Tenant.App, Claims.RoomId, out Room));
        if (failure != RedemptionFailure.None)
            return failure;
        Role = Tenant.App.FindRole(Claims.Role);
        if (Role is null)
            return RedemptionFailure.UnknownRole;
        // The room may have been changed since the token was issued.
        return RedemptionFailures.Of(
            Rules.Admit(Role.Terms, Room.Terms, workspace.NowSeconds, Tenant.App.LeewaySeconds));
    }
}
