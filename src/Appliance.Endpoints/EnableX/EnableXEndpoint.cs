using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// EnableX's Create Token: <c>POST {"name","role","user_ref","data"?}</c> with the app's id and key as Basic
/// credentials answers <c>{"result":0,"token":…}</c>.
/// </summary>
internal sealed class EnableXEndpoint(Workspace workspace)
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
        Tenant? tenant = Authenticate(request.Authorization);
        if (tenant is null)
            return EnableXFailure.Unauthorized;
        EnableXFailure failure = EnableXRequest.TryParse(
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
        Issue issue = tenant.Issuer.Issue(
            role, room, Rules.DefaultLife, ref values, answer.BodyBuffer[before.Length..]);
        if (!issue.IsIssued)
            return EnableXFailures.Of(issue);
        answer.WriteToken(before, issue.TokenBytes, "\"}"u8);
        return EnableXFailure.None;
    }

    /// <summary>An unknown id costs the same comparison as a known one with a wrong key.</summary>
    private Tenant? Authenticate(ReadOnlySpan<byte> authorization)
    {
        if (!BasicCredentials.TryParse(authorization, workspace.Credentials, out BasicCredentials shown))
            return null;
        Tenant? tenant = workspace.Tenants.FindByPublicId(shown.User, TokenApi.EnableX);
        Credential expected = tenant?.ApiKey ?? Credential.Nobody;
        bool matches = expected.Matches(shown.Password);
        workspace.Credentials.AsSpan().Clear();
        // Nobody's key is empty, and an empty password would match it: only a tenant's own key lets in.
        return matches && expected != Credential.Nobody ? tenant : null;
    }
}
