using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>
/// The API of EnableX's sample back ends, used by its phone and page samples: <c>POST /createRoom</c>,
/// <c>POST /createToken</c> and <c>GET /getRoom/ROOM</c>, with the app's id and key in the headers <c>x-app-id</c> and
/// <c>x-app-key</c>. Every copy of the client contains the key, so the policy must enable this API.
/// </summary>
internal sealed class EnableXFront(
    BackEndCredentials credentials, EnableXBackEnd backEnd, EnableXEndpoint tokens, EnableXRooms rooms,
    Workspace workspace)
{
    /// <summary>The room created by an empty request.</summary>
    private static ReadOnlySpan<byte> AdHocRoom =>
        """{"name":"Sample room","owner_ref":"sample-front","settings":{"adhoc":true}}"""u8;

    /// <summary>The same for an app without a room type for ad-hoc rooms.</summary>
    private static ReadOnlySpan<byte> PermanentRoom => """{"name":"Sample room","owner_ref":"sample-front"}"""u8;

    public void HandleCreateRoom(in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        EnableXRoomFailure failure = CheckRooms(
            request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = rooms.Create(app, IsEmptyBody(request.Body) ? SampleRoom(app) : request.Body, ref response);
        backEnd.End(failure, "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    public void HandleGetRoom(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        EnableXRoomFailure failure = CheckRooms(
            request.Method is HttpMethod.Get or HttpMethod.Head, request, ref response, out App? app);
        if (app is not null)
            failure = rooms.Read(app, roomId, ref response);
        backEnd.End(failure, "Allow: GET, HEAD, OPTIONS\r\n"u8, ref response);
    }

    public void HandleCreateToken(in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        backEnd.End(IssueToken(request, ref response), "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    private EnableXFailure IssueToken(in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method != HttpMethod.Post)
            return EnableXFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckFront(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return EnableXFailures.Of(credential);
        if (!tenant.App.SampleFront)
            return EnableXFailure.FrontDisabled;
        EnableXFailure failure = EnableXRequest.TryParse(
            request, EnableXRequest.FrontMembers, workspace, out EnableXRequest parsed);
        if (failure != EnableXFailure.None)
            return failure;
        return parsed.RoomId.IsEmpty
            ? EnableXFailure.MissingRoomId : tokens.Issue(tenant, parsed.RoomId, parsed, ref response);
    }

    private EnableXRoomFailure CheckRooms(
        bool isAllowed, in HttpRequest request, ref HttpResponse response, out App? app)
    {
        app = null;
        response.NoStore = true;
        if (!isAllowed)
            return EnableXRoomFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckFront(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return EnableXRoomFailures.Of(credential);
        if (!tenant.App.SampleFront)
            return EnableXRoomFailure.FrontDisabled;
        if (workspace.Freshness != RoomFreshness.Current)
            return EnableXRoomFailure.StorageUnavailable;
        app = tenant.App;
        return EnableXRoomFailure.None;
    }

    /// <summary>Some clients send an empty object or array for an empty body.</summary>
    private static bool IsEmptyBody(ReadOnlySpan<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        return body.IsEmpty || body.SequenceEqual("{}"u8) || body.SequenceEqual("[]"u8);
    }

    private static ReadOnlySpan<byte> SampleRoom(App app) =>
        EnableXRoom.TypeFor(app, RoomKind.AdHoc, isRecorded: false) is null ? PermanentRoom : AdHocRoom;
}
