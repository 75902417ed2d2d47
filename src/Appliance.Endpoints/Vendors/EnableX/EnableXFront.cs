using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>
/// The API of EnableX's sample back ends, used by its phone and page samples: <c>POST /createRoom</c>,
/// <c>POST /createToken</c> and <c>GET /getRoom/ROOM</c>, with the app's id and key in the headers <c>x-app-id</c> and
/// <c>x-app-key</c>. Every copy of the client contains the key, so the policy must enable this API.
/// </summary>
internal sealed class EnableXFront(
    EnableXApi vendor, BackEndCredentials credentials, FailureResponder responder, EnableXTokenEndpoint tokens,
    EnableXRooms rooms, EnableXRoomChanges changes, Turn turn)
{
    private static readonly byte[] MissingKey = "Send the headers x-app-id and x-app-key, each once."u8.ToArray();

    /// <summary>The room created by an empty request.</summary>
    private static ReadOnlySpan<byte> AdHocRoom =>
        """{"name":"Sample room","owner_ref":"sample-front","settings":{"adhoc":true}}"""u8;

    /// <summary>The same for an app without a room type for ad-hoc rooms.</summary>
    private static ReadOnlySpan<byte> PermanentRoom => """{"name":"Sample room","owner_ref":"sample-front"}"""u8;

    public void HandleCreateRoom(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        Failure failure = CheckRooms(request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = changes.Create(app, IsEmptyBody(request.Body) ? SampleRoom(app) : request.Body, ref response);
        responder.End(failure, EnableXFailures.OfRooms, "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    public void HandleGetRoom(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        Failure failure = CheckRooms(
            request.Method is HttpMethod.Get or HttpMethod.Head, request, ref response, out App? app);
        if (app is not null)
            failure = rooms.Read(app, route.Parameter, ref response);
        responder.End(failure, EnableXFailures.OfRooms, "Allow: GET, HEAD, OPTIONS\r\n"u8, ref response);
    }

    public void HandleCreateToken(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        Failure failure = Check(request.Method == HttpMethod.Post, request, ref response, out Tenant? tenant);
        if (tenant is not null)
            failure = tokens.Issue(tenant, roomId: default, request, ref response);
        responder.End(failure, EnableXFailures.OfTokens, "Allow: POST, OPTIONS\r\n"u8, ref response);
    }

    /// <param name="isAllowed">Whether the path has the request's method.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded a limit.</param>
    /// <param name="app">Null if the result is a failure.</param>
    private Failure CheckRooms(bool isAllowed, in HttpRequest request, ref HttpResponse response, out App? app)
    {
        response.NoStore = true;
        Failure failure = Check(isAllowed, request, ref response, out Tenant? tenant);
        if (tenant is not null && turn.Freshness != RoomFreshness.Current)
            failure = Failure.StorageUnavailable;
        app = failure == Failure.None ? tenant?.App : null;
        return failure;
    }

    private Failure Check(bool isAllowed, in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        if (!isAllowed)
            return Failure.MethodNotAllowed;
        Failure failure = CheckKey(request, ref response, out tenant);
        if (tenant is not { App.SampleFront: false })
            return failure;
        tenant = null;
        return Failure.EndpointDisabled;
    }

    private Failure CheckKey(in HttpRequest request, ref HttpResponse response, out Tenant? tenant)
    {
        tenant = null;
        bool hasId = request.TryFindField("x-app-id"u8, out ReadOnlySpan<byte> id);
        bool hasKey = request.TryFindField("x-app-key"u8, out ReadOnlySpan<byte> key);
        return hasId && hasKey ? credentials.CheckKey(vendor, id, key, request, ref response, out tenant)
            : credentials.RejectMissing(MissingKey, isPartial: hasId || hasKey, request, ref response);
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
