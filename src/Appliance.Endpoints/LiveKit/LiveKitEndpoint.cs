using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// LiveKit's standard token endpoint, which the <c>TokenSource.endpoint</c> of its client SDKs asks: <c>POST</c> a JSON
/// object, every member optional, and get <c>201 {"server_url","participant_token"}</c>. It asks for no credential, so
/// that it works only for apps whose policy turns it on, and everybody gets the role that the policy names.
/// </summary>
internal sealed class LiveKitEndpoint(Throttle throttle, Workspace workspace)
{
    /// <summary>The app is the one whose name is the Host's first label, or the only one there is.</summary>
    public void HandleByHost(in HttpRequest request, ref HttpAnswer answer) =>
        Handle(workspace.Tenants.FindByHost(request.Host, TokenApi.LiveKit), request, ref answer);

    /// <summary>The app is named in the path.</summary>
    public void HandleByPath(ReadOnlySpan<byte> app, in HttpRequest request, ref HttpAnswer answer) =>
        Handle(workspace.Tenants.FindBySubdomain(app, TokenApi.LiveKit), request, ref answer);

    private void Handle(Tenant? tenant, in HttpRequest request, ref HttpAnswer answer)
    {
        if ((tenant?.Cors ?? Cors.Everyone).AnswersPreflight(request, ref answer))
            return;
        LiveKitFailure failure = Issue(tenant, request, ref answer);
        if (failure == LiveKitFailure.None)
            return;
        LiveKitFailures.Write(failure, ref answer);
        if (failure == LiveKitFailure.MethodNotAllowed)
            answer.AddHeader("Allow: POST, OPTIONS\r\n"u8);
    }

    private LiveKitFailure Issue(Tenant? tenant, in HttpRequest request, ref HttpAnswer answer)
    {
        if (request.Method != HttpMethod.Post)
            return LiveKitFailure.MethodNotAllowed;
        if (tenant is null)
            return LiveKitFailure.UnknownApp;
        if (throttle.Refuses(tenant.App, request, ref answer))
            return LiveKitFailure.TooManyRequests;
        if (tenant.LiveKit is not { } defaults)
            return LiveKitFailure.EndpointDisabled;
        LiveKitFailure failure = LiveKitRequest.TryParse(
            request.Body, workspace.Strings, workspace.Data, workspace.MoreData, out LiveKitRequest asked);
        if (failure != LiveKitFailure.None)
            return failure;
        ReadOnlySpan<byte> roomId = asked.RoomName.IsEmpty ? defaults.RoomId : asked.RoomName;
        if (roomId.IsEmpty)
            return LiveKitFailure.MissingRoomName;

        ClaimValues values = workspace.NewClaims();
        asked.CopyTo(ref values);
        CallerValues refused = values.Given & ~defaults.Role.Accepted;
        if (refused != CallerValues.None)
            return LiveKitFailures.Refused(refused);
        // No API makes rooms for LiveKit apps.
        if (!tenant.App.TryFindRoom(roomId, out Room room))
            return LiveKitFailure.UnknownRoom;
        values.RoomId = roomId;
        // Nobody joins without an identity, and two of the same put each other out.
        if (values.UserId.IsEmpty)
            values.UserId = values.TokenId;
        Issue issue = tenant.Issuer.IssueUnsigned(
            defaults.Role, room, Rules.DefaultLife, ref values, workspace.RoomTemplates,
            answer.BodyBuffer[defaults.BeforeToken.Length..],
            out UnsignedToken token);
        if (!issue.IsIssued)
            return LiveKitFailures.Of(issue, defaults.Role.Required & ~values.Given);
        answer.Status = HttpStatus.Created;
        answer.WriteToken(workspace.Signatures, token, defaults.BeforeToken, issue.TokenBytes, "\"}"u8);
        return LiveKitFailure.None;
    }
}
