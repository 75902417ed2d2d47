using System.Text;
using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// The 100ms token endpoint: <c>POST {"room_id","role","user_id"?}</c> returns <c>{"token",…}</c>. Needs no credential,
/// so it works only for apps whose policy enables it.
/// </summary>
internal sealed class Hms100TokenEndpoint(
    VendorApi vendor, RateLimitFilter rateLimit, Turn turn, TokenIssuance issuance, RequestBuffers buffers,
    FailureDetail detail, FailureResponder responder)
{
    public static readonly Member RoomId = new("room_id", MemberKind.Text) { IsExact = true };
    public static readonly Member Role = new("role", MemberKind.Text) { IsExact = true };
    private static readonly Member UserId = new("user_id", MemberKind.Text);

    /// <summary>The members of the vendor's API. Its quickstarts also send <c>type</c>, <c>env</c> and
    /// <c>user_name</c>, which are ignored.</summary>
    public static readonly Member[] Members = [RoomId, Role, UserId];

    private const int RoomIdIndex = 0, RoleIndex = 1, UserIdIndex = 2;

    /// <summary>The response after the token, in the vendor's older API.</summary>
    public static readonly byte[] AfterToken = Encoding.ASCII.GetBytes(
        "\",\"msg\":\"token generated successfully\",\"status\":200,\"success\":true,"
        + $"\"api_version\":\"{Hms100TokenFailures.ApiVersion}\"}}");

    public static ReadOnlySpan<byte> BeforeToken => "{\"token\":\""u8;

    /// <summary>The app is named by Host's first label, or is the only one whose endpoint is enabled.</summary>
    public void HandleByHost(in Route _, in HttpRequest request, ref HttpResponse response) =>
        Handle(turn.Tenants.FindByHost(request.Host, vendor), request, ref response);

    /// <summary>The path names the app.</summary>
    public void HandleByPath(in Route route, in HttpRequest request, ref HttpResponse response) => Handle(
        turn.Tenants.FindBySubdomain(route.Parameter, vendor), request, ref response);

    private void Handle(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if ((tenant?.Cors ?? Cors.AnyOrigin).TryHandlePreflight(request, ref response))
            return;
        Failure failure = Issue(tenant, request, ref response);
        responder.End(failure, Hms100TokenFailures.Table, "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    private Failure Issue(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return Failure.MethodNotAllowed;
        if (tenant is null)
            return Failure.UnknownApp;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.OpenEndpoint, request, ref response))
            return Failure.TooManyRequests;
        if (!tenant.App.TokenEndpoint.Enabled)
            return Failure.EndpointDisabled;
        TokenRequest asked = new();
        Failure failure = Read(request, ref asked);
        return failure == Failure.None
            ? issuance.Respond(tenant, ref asked, BeforeToken, AfterToken, ref response) : failure;
    }

    private Failure Read(scoped in HttpRequest request, scoped ref TokenRequest asked)
    {
        RequestBody body = new(Members);
        Failure failure = body.Read(request, buffers, detail);
        if (failure != Failure.None)
            return failure;
        asked.IsAnonymous = true;
        asked.RoomId = body[RoomIdIndex];
        asked.RoleName = body[RoleIndex];
        asked.Values.UserId = body[UserIdIndex];
        if (asked.RoomId.IsEmpty)
            return detail.About(RoomId, Failure.MissingMember);
        if (asked.RoleName.IsEmpty)
            return detail.About(Role, Failure.MissingMember);
        if (!CallerText.IsPlain(asked.RoomId))
            return Failure.MalformedRoomId;
        if (!CallerText.IsId(asked.RoleName))
            return detail.About(Role, Failure.InvalidMember);
        return asked.Values.UserId.IsEmpty || CallerText.IsPlain(asked.Values.UserId)
            ? Failure.None : detail.About(UserId, Failure.InvalidMember);
    }
}
