using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// LiveKit's standard token endpoint, used by the token sources of its client SDKs: <c>POST</c> with a JSON object,
/// every member optional, returns <c>{"server_url","participant_token"}</c>. <c>GET</c> with a query serves the React
/// hook useToken. Needs no credential, so it works only for apps whose policy enables it. All participants get the role
/// that the policy names.
/// </summary>
internal sealed class LiveKitEndpoint(RateLimitFilter rateLimit, Workspace workspace)
{
    /// <summary>The app is named by Host's first label, or is the only one whose endpoint is enabled.</summary>
    public void HandleByHost(in HttpRequest request, ref HttpResponse response) =>
        Handle(workspace.Tenants.FindByHost(request.Host, TokenApi.LiveKit), acceptsQuery: true, request, ref response);

    /// <summary>The path names the app.</summary>
    public void HandleByPath(ReadOnlySpan<byte> app, in HttpRequest request, ref HttpResponse response) =>
        Handle(workspace.Tenants.FindBySubdomain(app, TokenApi.LiveKit), acceptsQuery: true, request, ref response);

    /// <summary>The development token server of the SDKs: the header X-Sandbox-ID names the app.</summary>
    public void HandleSandbox(in HttpRequest request, ref HttpResponse response)
    {
        Tenant? tenant = request.TryFindField("x-sandbox-id"u8, out ReadOnlySpan<byte> app)
            ? workspace.Tenants.FindBySubdomain(app, TokenApi.LiveKit) : null;
        Handle(tenant, acceptsQuery: false, request, ref response);
    }

    private void Handle(Tenant? tenant, bool acceptsQuery, in HttpRequest request, ref HttpResponse response)
    {
        if ((tenant?.Cors ?? Cors.AnyOrigin).TryHandlePreflight(request, ref response))
            return;
        bool isServed = request.Method == HttpMethod.Post
            || acceptsQuery && request.Method is HttpMethod.Get or HttpMethod.Head;
        LiveKitFailure failure = isServed ? Issue(tenant, request, ref response) : LiveKitFailure.MethodNotAllowed;
        if (failure == LiveKitFailure.None)
            return;
        LiveKitFailures.Write(failure, workspace.MemberError, ref response);
        if (failure == LiveKitFailure.MethodNotAllowed)
            response.AddHeader(acceptsQuery ? "Allow: GET, HEAD, POST, OPTIONS\r\n"u8 : "Allow: POST, OPTIONS\r\n"u8);
    }

    private LiveKitFailure Issue(Tenant? tenant, in HttpRequest request, ref HttpResponse response)
    {
        if (tenant is null)
            return LiveKitFailure.UnknownApp;
        if (rateLimit.ExceedsLimit(tenant.App, Bucket.OpenEndpoint, request, ref response))
            return LiveKitFailure.TooManyRequests;
        if (tenant.LiveKit is not { } defaults)
            return LiveKitFailure.EndpointDisabled;
        LiveKitFailure failure = LiveKitRequest.TryParse(request, workspace, out LiveKitRequest parsed);
        if (failure != LiveKitFailure.None)
            return failure;
        ReadOnlySpan<byte> roomId = parsed.RoomName.IsEmpty ? defaults.RoomId : parsed.RoomName;
        if (roomId.IsEmpty)
            return LiveKitFailure.MissingRoomName;

        ClaimValues given = default;
        parsed.CopyTo(ref given);
        CallerValues disallowed = given.Given & ~defaults.Role.Accepted;
        if (disallowed != CallerValues.None)
            return LiveKitFailures.Disallowed(disallowed);
        RoomState state = workspace.RoomsOf(tenant.App).Find(roomId, workspace.Freshness, out Room room);
        if (state != RoomState.Open)
        {
            workspace.RecordInvalidMember(roomId);
            return LiveKitFailures.Of(state);
        }
        ClaimValues values = workspace.NewClaims(tenant.App, room);
        parsed.CopyTo(ref values);
        values.RoomId = roomId;
        // LiveKit requires an identity, and disconnects a participant when another joins with the same one.
        if (values.UserId.IsEmpty)
            values.UserId = values.TokenId;
        IssueResult issue = tenant.Issuer.IssueUnsigned(
            defaults.Role, room, Rules.DefaultLifetime, ref values, workspace.RoomTemplates,
            response.BodyBuffer[defaults.BeforeToken.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return LiveKitFailures.Of(issue, defaults.Role.Required & ~values.Given);
        if (request.Method == HttpMethod.Post)
            response.WriteToken(workspace.Signatures, token, defaults.BeforeToken, issue.TokenBytes, "\"}"u8);
        else
            WriteForHook(defaults, token, issue.TokenBytes, values.UserId, ref response);
        return LiveKitFailure.None;
    }

    /// <summary>useToken reads <c>accessToken</c>; the hooks of older starter apps also read <c>identity</c>. The token
    /// occurs twice, so it is signed at once.</summary>
    private static void WriteForHook(
        LiveKitDefaults defaults, in UnsignedToken token, int tokenBytes, ReadOnlySpan<byte> identity,
        ref HttpResponse response)
    {
        Span<byte> body = response.BodyBuffer;
        Span<byte> signed = body.Slice(defaults.BeforeToken.Length, tokenBytes);
        token.Sign(signed);
        defaults.BeforeToken.CopyTo(body);
        int written = defaults.BeforeToken.Length + tokenBytes;
        JsonWriter json = new(body[written..]);
        json.Raw("\",\"accessToken\":\""u8);
        json.Raw(signed);
        json.Raw("\",\"identity\":"u8);
        json.String(identity);
        json.Raw("}"u8);
        response.NoStore = true;
        response.EndJson(written + json.Length);
    }
}
