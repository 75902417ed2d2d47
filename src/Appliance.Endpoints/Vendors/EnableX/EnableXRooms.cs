using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Endpoints.RoomPages;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>
/// EnableX's rooms: <c>POST</c> and <c>GET /v2/rooms</c>, <c>GET</c>, <c>PATCH</c>, <c>PUT</c> and
/// <c>DELETE /v2/rooms/ROOM</c>, and <c>GET /v2/rooms/ROOM/users</c>, with the app's id and key as Basic credentials.
/// Names need not be unique. Policy rooms can be read and listed, but not updated or deleted.
/// </summary>
internal sealed class EnableXRooms(
    EnableXApi vendor, BackEndCredentials credentials, FailureResponder responder, RoomDirectory rooms,
    EnableXRoomChanges changes, Turn turn, RequestBuffers buffers)
{
    public void HandleList(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        bool isAllowed = request.Method is HttpMethod.Get or HttpMethod.Head or HttpMethod.Post;
        Failure failure = Check(isAllowed, request, ref response, out App? app);
        if (app is not null)
        {
            failure = request.Method == HttpMethod.Post
                ? changes.Create(app, request.Body, ref response) : List(app, request, ref response);
        }
        responder.End(failure, EnableXFailures.OfRooms, "Allow: GET, HEAD, POST\r\n"u8, ref response);
    }

    public void HandleRoom(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        bool isAllowed = request.Method
            is HttpMethod.Get or HttpMethod.Head or HttpMethod.Patch or HttpMethod.Put or HttpMethod.Delete;
        Failure failure = Check(isAllowed, request, ref response, out App? app);
        if (app is not null)
        {
            failure = request.Method switch
            {
                HttpMethod.Patch or HttpMethod.Put =>
                    changes.Update(app, route.Parameter, request.Body, ref response),
                HttpMethod.Delete => changes.Delete(app, route.Parameter, ref response),
                _ => Read(app, route.Parameter, ref response),
            };
        }
        responder.End(failure, EnableXFailures.OfRooms, "Allow: GET, HEAD, PATCH, PUT, DELETE\r\n"u8, ref response);
    }

    /// <summary>The users of a room's session. The appliance sees no sessions, so the list is empty.</summary>
    public void HandleUsers(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = Check(
            request.Method is HttpMethod.Get or HttpMethod.Head, request, ref response, out App? app);
        if (app is not null && rooms.Of(app).Find(route.Parameter, turn.Freshness, out _) == RoomState.Unknown)
            failure = Failure.UnknownRoom;
        if (failure == Failure.None)
            response.WriteJson("{\"result\":0,\"total\":0,\"users\":[]}"u8);
        responder.End(failure, EnableXFailures.OfRooms, "Allow: GET, HEAD\r\n"u8, ref response);
    }

    /// <param name="isAllowed">Whether the path has the request's method.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets a Retry-After if the client exceeded a limit.</param>
    /// <param name="app">Null if the result is a failure.</param>
    private Failure Check(bool isAllowed, in HttpRequest request, ref HttpResponse response, out App? app)
    {
        app = null;
        response.NoStore = true;
        if (!isAllowed)
            return Failure.MethodNotAllowed;
        Failure failure = credentials.CheckBasic(vendor, request, ref response, out Tenant? tenant);
        if (tenant is null)
            return failure;
        if (turn.Freshness != RoomFreshness.Current)
            return Failure.StorageUnavailable;
        app = tenant.App;
        return Failure.None;
    }

    /// <summary>Returns one room.</summary>
    public Failure Read(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"result\":0,\"room\":"u8);
        if (PolicyRoom.TryFind(rooms.Of(app), roomId, out PolicyRoom policyRoom))
            EnableXRoom.Write(ref json, app, policyRoom, rooms.OpenedAtMilliseconds);
        else if (rooms.Of(app).Find(roomId) is { IsPolicyRoom: false } room)
            EnableXRoom.Write(ref json, app, room);
        else
            return Failure.UnknownRoom;
        json.Raw("}"u8);
        response.EndJson(json.Length);
        return Failure.None;
    }

    private Failure List(App app, in HttpRequest request, ref HttpResponse response)
    {
        RoomPageQuery? page = RoomPageQuery.TryRead(
            request.Query, limitMin: 1, limitDefault: RoomPageQuery.LimitMax, RoomFilters.None, buffers.Strings);
        if (page is null)
            return Failure.InvalidPage;
        long openedAtMilliseconds = rooms.OpenedAtMilliseconds;
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"result\":0,\"rooms\":["u8);
        RoomList list = new(
            rooms.Of(app), openedAtMilliseconds,
            (ref writer, index, room) =>
            {
                if (index >= 0)
                    EnableXRoom.Write(ref writer, app, PolicyRoom.At(app, index), openedAtMilliseconds);
                else
                    EnableXRoom.Write(ref writer, app, room!);
            });
        page.Write(ref json, list, response.BodyBuffer);
        json.Raw("}"u8);
        response.EndJson(json.Length);
        return Failure.None;
    }
}
