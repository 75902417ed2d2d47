using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>
/// EnableX's rooms: <c>POST</c> and <c>GET /v2/rooms</c>, <c>GET</c>, <c>PATCH</c>, <c>PUT</c> and
/// <c>DELETE /v2/rooms/ROOM</c>, and <c>GET /v2/rooms/ROOM/users</c>, with the app's id and key as Basic credentials.
/// Names need not be unique. Policy rooms can be read and listed, but not updated or deleted.
/// </summary>
internal sealed class EnableXRooms(BackEndCredentials credentials, EnableXBackEnd backEnd, Workspace workspace)
{
    /// <summary>A room's details, and the JSON around them.</summary>
    private const int RoomBytesMax = RoomCodec.DetailsBytesMax + 1024;

    /// <param name="roomId">Empty for the list of rooms.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in, or deferred.</param>
    public void Handle(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        response.NoStore = true;
        EnableXRoomFailure failure = Dispatch(roomId, request, ref response);
        backEnd.End(
            failure,
            roomId.IsEmpty ? "Allow: GET, HEAD, POST\r\n"u8 : "Allow: GET, HEAD, PATCH, PUT, DELETE\r\n"u8,
                ref response);
    }

    /// <summary>The users of a room's session. The appliance sees no sessions, so the list is empty.</summary>
    public void HandleUsers(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        response.NoStore = true;
        backEnd.End(ListUsers(roomId, request, ref response), "Allow: GET, HEAD\r\n"u8, ref response);
    }

    private EnableXRoomFailure ListUsers(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        if (request.Method is not (HttpMethod.Get or HttpMethod.Head))
            return EnableXRoomFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckBasic(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return EnableXRoomFailures.Of(credential);
        if (workspace.Freshness != RoomFreshness.Current)
            return EnableXRoomFailure.StorageUnavailable;
        if (workspace.RoomsOf(tenant.App).Find(roomId, workspace.Freshness, out _) == RoomState.Unknown)
            return EnableXRoomFailure.UnknownRoom;
        response.WriteJson("{\"result\":0,\"total\":0,\"users\":[]}"u8);
        return EnableXRoomFailure.None;
    }

    private EnableXRoomFailure Dispatch(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        bool isAllowed = request.Method switch
        {
            HttpMethod.Get or HttpMethod.Head => true,
            HttpMethod.Post => roomId.IsEmpty,
            HttpMethod.Patch or HttpMethod.Put or HttpMethod.Delete => !roomId.IsEmpty,
            _ => false,
        };
        if (!isAllowed)
            return EnableXRoomFailure.MethodNotAllowed;
        CredentialVerdict credential = credentials.CheckBasic(request, ref response, out Tenant? tenant);
        if (tenant is null)
            return EnableXRoomFailures.Of(credential);
        if (workspace.Freshness != RoomFreshness.Current)
            return EnableXRoomFailure.StorageUnavailable;
        App app = tenant.App;
        return request.Method switch
        {
            HttpMethod.Post => Create(app, request.Body, ref response),
            HttpMethod.Patch or HttpMethod.Put => Update(app, roomId, request, ref response),
            HttpMethod.Delete => Delete(app, roomId, ref response),
            _ when roomId.IsEmpty => List(app, request, ref response),
            _ => Read(app, roomId, ref response),
        };
    }

    /// <summary>Creates a room.</summary>
    /// <param name="app">The room's app.</param>
    /// <param name="body">The request body.</param>
    /// <param name="response">Is filled in or deferred, unless the request fails.</param>
    public EnableXRoomFailure Create(App app, ReadOnlySpan<byte> body, ref HttpResponse response)
    {
        EnableXRoomFailure failure = EnableXRoom.TryRead(body, workspace, out MemberValues sent);
        if (failure != EnableXRoomFailure.None)
            return failure;
        EnableXRoom.AddSip(sent, workspace);
        long nowMilliseconds = workspace.NowSeconds * 1000;
        RoomRecord room = new()
        {
            Id = workspace.NewRoomId(),
            CreatedAtMilliseconds = nowMilliseconds,
            UpdatedAtMilliseconds = nowMilliseconds,
        };
        failure = EnableXRoom.TryCreate(app, room, sent, out room);
        if (failure == EnableXRoomFailure.None && EnableXRoom.StartsBefore(sent, sent, workspace.NowSeconds))
            failure = EnableXRoomFailure.PastScheduledTime;
        if (failure != EnableXRoomFailure.None)
            return failure;
        RoomRejection rejection = workspace.Rooms.Of(app).TryCreate(
            room.Id, workspace.NowSeconds, _ => room, out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return EnableXRoomFailure.TooManyRooms;
        Respond(pending!, BodyOf(app, room), EnableXRoomFailure.NotCreated, ref response);
        return EnableXRoomFailure.None;
    }

    private EnableXRoomFailure Update(
        App app, ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        if (PolicyRoom.TryFind(workspace.RoomsOf(app), roomId, out _))
            return EnableXRoomFailure.PolicyRoomReadOnly;
        EnableXRoomFailure failure = EnableXRoom.TryRead(request.Body, workspace, out MemberValues sent);
        if (failure != EnableXRoomFailure.None)
            return failure;
        if (request.Body.IsEmpty)
            return EnableXRoomFailure.NothingToChange;
        long nowSeconds = workspace.NowSeconds;
        RoomRejection rejection = workspace.Rooms.Of(app).TryChange(
            Encoding.UTF8.GetString(roomId),
            room =>
            {
                if (room is null or { IsPolicyRoom: true })
                    return room;
                failure = Updated(app, room, sent, nowSeconds, out RoomRecord updated);
                return failure == EnableXRoomFailure.None ? updated : room;
            },
            out RoomChange? pending);
        if (failure != EnableXRoomFailure.None)
            return failure;
        if (rejection != RoomRejection.None)
            return EnableXRoomFailure.UnknownRoom;
        Respond(pending!, BodyOf(app, pending!.Result!), EnableXRoomFailure.NotChanged, ref response);
        return EnableXRoomFailure.None;
    }

    private EnableXRoomFailure Updated(
        App app, RoomRecord room, MemberValues sent, long nowSeconds, out RoomRecord updated)
    {
        updated = room;
        MemberValues values = EnableXRoom.Of(room);
        if (EnableXRoom.ChangesKind(values, sent))
            return EnableXRoomFailure.TypeImmutable;
        if (room.HasStarted(nowSeconds))
            return EnableXRoomFailure.RoomActive;
        values.Merge(sent);
        EnableXRoom.AddSip(values, workspace);
        EnableXRoomFailure failure = EnableXRoom.TryCreate(
            app, room with { UpdatedAtMilliseconds = nowSeconds * 1000 }, values, out updated);
        return failure == EnableXRoomFailure.None && EnableXRoom.StartsBefore(values, sent, nowSeconds)
            ? EnableXRoomFailure.PastScheduledTime : failure;
    }

    private EnableXRoomFailure Delete(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        if (PolicyRoom.TryFind(workspace.RoomsOf(app), roomId, out _))
            return EnableXRoomFailure.PolicyRoomNotDeletable;
        RoomRejection rejection = workspace.Rooms.Of(app).TryChange(
            Encoding.UTF8.GetString(roomId), _ => null, out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return EnableXRoomFailure.UnknownRoom;
        Respond(
            pending!, "{\"result\":0,\"desc\":\"The room is deleted.\"}"u8.ToArray(), EnableXRoomFailure.NotDeleted,
            ref response);
        return EnableXRoomFailure.None;
    }

    /// <summary>Returns one room.</summary>
    public EnableXRoomFailure Read(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"result\":0,\"room\":"u8);
        if (PolicyRoom.TryFind(workspace.RoomsOf(app), roomId, out PolicyRoom policyRoom))
            EnableXRoom.Write(ref json, app, policyRoom, workspace.Rooms.OpenedAtMilliseconds);
        else if (workspace.Rooms.Of(app).Find(roomId) is { IsPolicyRoom: false } room)
            EnableXRoom.Write(ref json, app, room);
        else
            return EnableXRoomFailure.UnknownRoom;
        json.Raw("}"u8);
        response.EndJson(json.Length);
        return EnableXRoomFailure.None;
    }

    private EnableXRoomFailure List(App app, in HttpRequest request, ref HttpResponse response)
    {
        RoomPageQuery? page = RoomPageQuery.TryRead(
            request.Query, limitMin: 1, limitDefault: RoomPageQuery.LimitMax, RoomFilters.None, workspace.Strings);
        if (page is null)
            return EnableXRoomFailure.InvalidPage;
        long openedAtMilliseconds = workspace.Rooms.OpenedAtMilliseconds;
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"result\":0,\"rooms\":["u8);
        RoomList list = new(
            workspace.Rooms.Of(app), openedAtMilliseconds, RoomBytesMax,
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
        return EnableXRoomFailure.None;
    }

    private static byte[] BodyOf(App app, RoomRecord room)
    {
        byte[] body = new byte[RoomBytesMax];
        JsonWriter json = new(body);
        json.Raw("{\"result\":0,\"room\":"u8);
        EnableXRoom.Write(ref json, app, room);
        json.Raw("}"u8);
        return body[..json.Length];
    }

    private void Respond(RoomChange change, byte[] success, EnableXRoomFailure failure, ref HttpResponse response) =>
        workspace.Deferred.WriteOrDefer(
            new DeferredRoomResponse(
                change, success, (_, ref deferred) => EnableXRoomFailures.Write(failure, default, ref deferred)),
            ref response);
}
