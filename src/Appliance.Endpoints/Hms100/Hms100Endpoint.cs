using System.Text;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// The 100ms token endpoint: <c>POST {"room_id","role","user_id"?}</c> returns <c>{"token",…}</c>. Needs no credential,
/// so it works only for apps whose policy enables it.
/// </summary>
internal sealed class Hms100Endpoint(RateLimitFilter rateLimit, Workspace workspace)
{
    /// <summary>The response after the token, in the vendor's older API.</summary>
    public static readonly byte[] AfterToken = Encoding.ASCII.GetBytes(
        "\",\"msg\":\"token generated successfully\",\"status\":200,\"success\":true,"
        + $"\"api_version\":\"{Hms100Failures.ApiVersion}\"}}");

    /// <summary>The app is named by Host's first label, or is the only one whose endpoint is enabled.</summary>
    public void HandleByHost(in HttpRequest request, ref HttpResponse response) =>
        Handle(workspace.Tenants.FindByHost(request.Host, TokenApi.Hms100), request, ref response);

    /// <summary>The path names the app.</summary>
    public void HandleByPath(ReadOnlySpan<byte> subdomain, in HttpRequest request, ref HttpResponse response) =>
        Handle(workspace.Tenants.FindBySubdomain(subdomain, TokenApi.Hms100), request, ref response);

    private void Handle(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if ((tenant?.Cors ?? Cors.AnyOrigin).TryHandlePreflight(request, ref response))
            return;
        Hms100Failure failure = Issue(tenant, request, ref response);
        if (failure == Hms100Failure.None)
            return;
        Hms100Failures.Write(failure, workspace.MemberError, ref response);
        if (failure == Hms100Failure.MethodNotAllowed)
            response.AddHeader("Allow: POST, OPTIONS\r\n"u8);
    }

    private Hms100Failure Issue(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return Hms100Failure.MethodNotAllowed;
        if (tenant is null)
            return Hms100Failure.UnknownApp;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.OpenEndpoint, request, ref response))
            return Hms100Failure.TooManyRequests;
        if (!tenant.App.TokenEndpoint.Enabled)
            return Hms100Failure.EndpointDisabled;
        Hms100Failure failure = Hms100Request.TryParse(request, workspace, out Hms100Request parsed);
        if (failure != Hms100Failure.None)
            return failure;
        RoomState state = workspace.RoomsOf(tenant.App).Find(parsed.RoomId, workspace.Freshness, out Room room);
        if (state != RoomState.Open)
            return state == RoomState.Unknown && !CallerText.IsId(parsed.RoomId)
                ? Hms100Failure.InvalidRoomId : Hms100Failures.Of(state);
        Role? role = tenant.App.FindRole(parsed.Role);
        if (role is null)
        {
            workspace.RecordInvalidMember(parsed.Role);
            return Hms100Failure.UnknownRole;
        }
        if (!OpenEndpoint.Issues(tenant.App, role))
            return Hms100Failure.RoleNotIssued;

        ClaimValues values = workspace.NewClaims(tenant.App, room);
        values.RoomId = parsed.RoomId;
        values.UserId = parsed.UserId;
        ReadOnlySpan<byte> before = "{\"token\":\""u8;
        IssueResult issue = tenant.Issuer.IssueUnsigned(
            role, room, Rules.DefaultLifetime, ref values, workspace.RoomTemplates,
            response.BodyBuffer[before.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return Hms100Failures.Of(issue);
        response.WriteToken(workspace.Signatures, token, before, issue.TokenBytes, AfterToken);
        return Hms100Failure.None;
    }
}
