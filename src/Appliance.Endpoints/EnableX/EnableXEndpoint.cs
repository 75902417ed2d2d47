using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// EnableX's Create Token: <c>POST {"name","role","user_ref","data"?}</c> with the app's id and key as Basic
/// credentials answers <c>{"result":0,"token":…}</c>.
/// </summary>
internal sealed class EnableXEndpoint(Throttle throttle, Workspace workspace)
{
    public void Handle(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpAnswer answer)
    {
        EnableXFailure failure = Issue(roomId, request, ref answer);
        if (failure == EnableXFailure.None)
            return;
        EnableXFailures.Write(failure, ref answer);
        if (failure == EnableXFailure.MethodNotAllowed)
            answer.AddHeader("Allow: POST\r\n"u8);
    }

    private EnableXFailure Issue(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpAnswer answer)
    {
        if (request.Method != HttpMethod.Post)
            return EnableXFailure.MethodNotAllowed;
        EnableXFailure failure = Authenticate(request, ref answer, out Tenant? tenant);
        if (tenant is null)
            return failure;
        failure = EnableXRequest.TryParse(
            request.Body, workspace.Strings, workspace.Data, out EnableXRequest asked);
        if (failure != EnableXFailure.None)
            return failure;
        if (!tenant.App.TryFindRoom(roomId, out Room room))
            return EnableXFailure.UnknownRoom;
        Role? role = tenant.App.FindRole(asked.Role);
        if (role is null)
            return EnableXFailure.InvalidRole;

        ClaimValues values = workspace.NewClaims();
        values.RoomId = roomId;
        values.UserName = asked.Name;
        values.UserId = asked.UserRef;
        values.Data = asked.Data;
        ReadOnlySpan<byte> before = "{\"result\":0,\"token\":\""u8;
        Issue issue = tenant.Issuer.IssueUnsigned(
            role, room, Rules.DefaultLife, ref values, answer.BodyBuffer[before.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return EnableXFailures.Of(issue);
        answer.WriteToken(workspace.Signatures, token, before, issue.TokenBytes, "\"}"u8);
        return EnableXFailure.None;
    }

    /// <summary>Who asks, or why they are not let in.</summary>
    private EnableXFailure Authenticate(in HttpRequest request, ref HttpAnswer answer, out Tenant? tenant)
    {
        tenant = null;
        // Some clients show nothing until they are asked to: that is no attempt.
        if (request.Authorization.IsEmpty)
            return EnableXFailure.Unauthorized;
        if (BasicCredentials.TryParse(request.Authorization, workspace.Credentials, out BasicCredentials shown))
        {
            Tenant? named = workspace.Tenants.FindByPublicId(shown.User, TokenApi.EnableX);
            bool isHeldBack = named is not null && throttle.Refuses(named.App, request, ref answer);
            tenant = !isHeldBack && Matches(named, shown.Password) ? named : null;
            workspace.Credentials.AsSpan().Clear();
            if (isHeldBack)
                return EnableXFailure.TooManyRequests;
        }
        // The right key is never held back here, so that nobody can lock a back end out.
        return tenant is not null ? EnableXFailure.None
            : throttle.RefusesWrongKey(request, ref answer) ? EnableXFailure.TooManyWrongKeys
            : EnableXFailure.Unauthorized;
    }

    /// <summary>An unknown id costs the same comparison as a known one with a wrong key.</summary>
    private static bool Matches(Tenant? tenant, ReadOnlySpan<byte> password)
    {
        Credential expected = tenant?.ApiKey ?? Credential.Nobody;
        // Nobody's key is empty, and an empty password would match it: only a tenant's own key lets in.
        return expected.Matches(password) && expected != Credential.Nobody;
    }
}
