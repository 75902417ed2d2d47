using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>
/// LiveKit's standard token endpoint, used by the token sources of its client SDKs: <c>POST</c> with a JSON object,
/// every member optional, returns <c>{"server_url","participant_token"}</c>. <c>GET</c> with a query serves the React
/// hook useToken. Needs no credential, so it works only for apps whose policy enables it. All participants get the role
/// that the policy names.
/// </summary>
internal sealed class LiveKitEndpoint(
    VendorApi vendor, RateLimitFilter rateLimit, Turn turn, TokenIssuance issuance, RequestBuffers buffers,
    FailureDetail detail, FailureResponder responder)
{
    /// <summary>The app is named by Host's first label, or is the only one whose endpoint is enabled.</summary>
    public void HandleByHost(in Route _, in HttpRequest request, ref HttpResponse response) =>
        Handle(turn.Tenants.FindByHost(request.Host, vendor), acceptsQuery: true, request, ref response);

    /// <summary>The path names the app.</summary>
    public void HandleByPath(in Route route, in HttpRequest request, ref HttpResponse response) =>
        Handle(turn.Tenants.FindBySubdomain(route.Parameter, vendor), acceptsQuery: true, request, ref response);

    /// <summary>The development token server of the SDKs: the header X-Sandbox-ID names the app.</summary>
    public void HandleSandbox(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Tenant? tenant = request.TryFindField("x-sandbox-id"u8, out ReadOnlySpan<byte> app)
            ? turn.Tenants.FindBySubdomain(app, vendor) : null;
        Handle(tenant, acceptsQuery: false, request, ref response);
    }

    private void Handle(Tenant? tenant, bool acceptsQuery, in HttpRequest request, ref HttpResponse response)
    {
        if ((tenant?.Cors ?? Cors.AnyOrigin).TryHandlePreflight(request, ref response))
            return;
        bool isServed = request.Method == HttpMethod.Post
            || acceptsQuery && request.Method is HttpMethod.Get or HttpMethod.Head;
        Failure failure = isServed ? Issue(tenant, request, ref response) : Failure.MethodNotAllowed;
        responder.End(
            failure, LiveKitFailures.Table,
            acceptsQuery ? "Allow: GET, HEAD, POST, OPTIONS\r\n"u8 : "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    private Failure Issue(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if (tenant is null)
            return Failure.UnknownApp;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.OpenEndpoint, request, ref response))
            return Failure.TooManyRequests;
        if (tenant.Precomputed is not LiveKitDefaults defaults)
            return Failure.EndpointDisabled;
        // LiveKit requires an identity, and disconnects a participant when another joins with the same one.
        TokenRequest asked = new() { Role = defaults.Role, GeneratesUserId = true };
        Failure failure = LiveKitRequest.TryRead(request, buffers, detail, ref asked);
        if (failure != Failure.None)
            return failure;
        if (asked.RoomId.IsEmpty)
            asked.RoomId = defaults.RoomId;
        if (asked.RoomId.IsEmpty)
            return Failure.MissingMember;
        CallerValues disallowed = asked.Values.Given & ~defaults.Role.Accepted;
        if (disallowed != CallerValues.None)
        {
            detail.Record(LiveKitRequest.FirstOf(disallowed));
            return Failure.DisallowedMember;
        }
        failure = request.Method == HttpMethod.Post
            ? issuance.Respond(tenant, ref asked, defaults.BeforeToken, "\"}"u8, ref response)
            : IssueForHook(tenant, ref asked, defaults, ref response);
        if (failure == Failure.ValueMissing)
            detail.Record(LiveKitRequest.FirstOf(defaults.Role.Required & ~asked.Values.Given));
        return failure;
    }

    /// <summary>useToken reads <c>accessToken</c>; the hooks of older starter apps also read <c>identity</c>. The token
    /// occurs twice, so it is signed at once.</summary>
    private Failure IssueForHook(
        Tenant tenant, scoped ref TokenRequest asked, LiveKitDefaults defaults, ref HttpResponse response)
    {
        Span<byte> body = response.BodyBuffer;
        Failure failure = issuance.Issue(
            tenant, ref asked, body[defaults.BeforeToken.Length..], out UnsignedToken token, out IssueResult issue);
        if (failure != Failure.None)
            return failure;
        Span<byte> signed = body.Slice(defaults.BeforeToken.Length, issue.TokenBytes);
        token.Sign(signed);
        defaults.BeforeToken.CopyTo(body);
        int written = defaults.BeforeToken.Length + issue.TokenBytes;
        JsonWriter json = new(body[written..]);
        json.Raw("\",\"accessToken\":\""u8);
        json.Raw(signed);
        json.Raw("\",\"identity\":"u8);
        json.String(asked.Values.UserId);
        json.Raw("}"u8);
        response.NoStore = true;
        response.EndJson(written + json.Length);
        return Failure.None;
    }
}
