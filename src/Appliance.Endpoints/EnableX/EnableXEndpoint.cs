using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// EnableX's Create Token: <c>POST {"name","role","user_ref","data"?}</c> with the app's id and key as Basic
/// credentials returns <c>{"result":0,"token":…}</c>.
/// </summary>
internal sealed class EnableXEndpoint(BackEndCredentials credentials, EnableXBackEnd backEnd, Workspace workspace)
{
    public void Handle(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response) =>
        backEnd.End(Issue(roomId, request, ref response), "Allow: POST\r\n"u8, ref response);

    private EnableXFailure Issue(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return EnableXFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckBasic(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return EnableXFailures.Of(credential);
        EnableXFailure failure = EnableXRequest.TryParse(
            request, EnableXRequest.Members, workspace, out EnableXRequest parsed);
        return failure == EnableXFailure.None ? Issue(tenant, roomId, parsed, ref response) : failure;
    }

    /// <summary>Issues a token for a parsed request.</summary>
    /// <param name="tenant">The room's app.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="parsed">The request; its own room id is ignored.</param>
    /// <param name="response">Is filled in unless the request fails.</param>
    public EnableXFailure Issue(
        Tenant tenant, ReadOnlySpan<byte> roomId, scoped in EnableXRequest parsed, ref HttpResponse response)
    {
        RoomState state = workspace.RoomsOf(tenant.App).Find(roomId, workspace.Freshness, out Room room);
        if (state != RoomState.Open)
            return EnableXFailures.Of(state);
        Role? role = tenant.App.FindRole(parsed.Role);
        if (role is null)
        {
            workspace.RecordInvalidMember(parsed.Role);
            return EnableXFailure.UnknownRole;
        }

        ClaimValues values = workspace.NewClaims(tenant.App, room);
        values.RoomId = roomId;
        values.UserName = parsed.Name;
        values.UserId = parsed.UserRef;
        values.Data = parsed.Data;
        ReadOnlySpan<byte> before = "{\"result\":0,\"token\":\""u8;
        IssueResult issue = tenant.Issuer.IssueUnsigned(
            role, room, Rules.DefaultLifetime, ref values, workspace.RoomTemplates,
            response.BodyBuffer[before.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return EnableXFailures.Of(issue);
        response.WriteToken(workspace.Signatures, token, before, issue.TokenBytes, "\"}"u8);
        return EnableXFailure.None;
    }
}
