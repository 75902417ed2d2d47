using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>
/// 100ms's rooms: <c>POST</c> and <c>GET /v2/rooms</c>, <c>GET</c> and <c>POST /v2/rooms/ROOM</c>, with a management
/// token. Creating a room with an existing name updates that room. Policy rooms can be read, listed, disabled and
/// enabled, but not changed otherwise. <c>DELETE</c> is an addition to the vendor's API, needed because the policy's
/// maxRooms limits the number of rooms.
/// </summary>
internal sealed class Hms100Rooms(Hms100BackEnd backEnd, Workspace workspace)
{
    /// <summary>A room's details, and the JSON around them.</summary>
    private const int RoomBytesMax = RoomCodec.DetailsBytesMax + 1024;

    private const int LimitMin = 10;

    /// <summary>RFC 7234, section 5.5.7: warn-code 299 is any persistent warning.</summary>
    private static ReadOnlySpan<byte> InMemoryWarning =>
        "Warning: 299 - \"Rooms are kept in memory: the room is enabled again when the appliance restarts\"\r\n"u8;

    /// <summary>Two threads may create a room of the same name; the retry finds it.</summary>
    private const int AttemptsMax = 3;

    /// <param name="roomId">Empty for the list of rooms.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in, or deferred.</param>
    public void Handle(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        bool isDelete = request.Method == HttpMethod.Delete && !roomId.IsEmpty;
        bool isAllowed = isDelete || request.Method is HttpMethod.Get or HttpMethod.Head or HttpMethod.Post;
        Hms100RoomFailure failure = backEnd.Check(isAllowed, request, ref response, out App? app);
        if (app is not null)
            failure = Dispatch(app, roomId, isDelete, request, ref response);
        backEnd.End(
            failure,
            roomId.IsEmpty ? "Allow: GET, HEAD, POST\r\n"u8 : "Allow: GET, HEAD, POST, DELETE\r\n"u8, ref response);
    }

    private Hms100RoomFailure Dispatch(
        App app, ReadOnlySpan<byte> roomId, bool isDelete, in HttpRequest request, ref HttpResponse response)
    {
        bool isPost = request.Method == HttpMethod.Post;
        if (roomId.IsEmpty)
            return isPost ? Create(app, request, ref response) : List(app, request, ref response);
        bool isPolicyRoom = PolicyRoom.TryFind(workspace.RoomsOf(app), roomId, out PolicyRoom room);
        if (isDelete)
            return isPolicyRoom
                ? Hms100RoomFailure.PolicyRoom : Delete(app, Encoding.UTF8.GetString(roomId), ref response);
        if (isPost)
            return isPolicyRoom
                ? UpdatePolicyRoom(app, room, request, ref response)
                : Update(app, Encoding.UTF8.GetString(roomId), request, ref response);
        return isPolicyRoom ? Read(app, room, ref response) : Read(app, roomId, ref response);
    }

    private Hms100RoomFailure Create(App app, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Hms100RoomFailure.None)
            return failure;
        string name = sent.TextOf(Hms100Room.Name);
        int index = name == "" ? -1 : IndexOfName(app, name);
        if (index >= 0)
            return sent.Has(Hms100Room.Enabled)
                ? SwitchPolicyRoom(app, PolicyRoom.At(app, index), sent, ref response)
                : Read(app, PolicyRoom.At(app, index), ref response);
        RoomRegistry rooms = workspace.Rooms.Of(app);
        string newId = workspace.NewRoomId();
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            RoomRecord? existing = name == "" ? null : rooms.FindByName(AsciiCase.Lower(name));
            RoomRejection rejection = Change(app, existing?.Id ?? newId, sent, out RoomChange? pending, out failure);
            if (failure != Hms100RoomFailure.None)
                return failure;
            if (rejection == RoomRejection.TooManyRooms)
                return Hms100RoomFailure.TooManyRooms;
            if (rejection != RoomRejection.None)
                continue;
            Respond(app, pending!, ref response);
            return Hms100RoomFailure.None;
        }
        return Hms100RoomFailure.Unavailable;
    }

    private Hms100RoomFailure Update(App app, string roomId, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Hms100RoomFailure.None)
            return failure;
        string name = sent.TextOf(Hms100Room.Name);
        if (name != "" && IndexOfName(app, name) >= 0)
            return Hms100RoomFailure.NameTaken;
        if (workspace.Rooms.Of(app).Find(Encoding.UTF8.GetBytes(roomId)) is null or { IsPolicyRoom: true })
            return Hms100RoomFailure.UnknownRoom;
        RoomRejection rejection = Change(app, roomId, sent, out RoomChange? pending, out failure);
        if (failure != Hms100RoomFailure.None)
            return failure;
        if (rejection != RoomRejection.None)
            return rejection == RoomRejection.NameTaken ? Hms100RoomFailure.NameTaken : Hms100RoomFailure.UnknownRoom;
        Respond(app, pending!, ref response);
        return Hms100RoomFailure.None;
    }

    /// <summary>Changes a room, or creates it.</summary>
    private RoomRejection Change(
        App app, string id, MemberValues sent, out RoomChange? pending, out Hms100RoomFailure failure)
    {
        long nowMilliseconds = workspace.NowSeconds * 1000;
        Hms100RoomFailure found = Hms100RoomFailure.None;
        RoomRejection rejection = workspace.Rooms.Of(app).TryCreate(
            id, workspace.NowSeconds,
            room =>
            {
                RoomRecord before = (room ?? new() { Id = id, CreatedAtMilliseconds = nowMilliseconds }) with
                {
                    UpdatedAtMilliseconds = nowMilliseconds,
                };
                found = Hms100Room.TryCreate(app, before, sent, out RoomRecord created);
                return found == Hms100RoomFailure.None ? created : room;
            },
            out pending);
        failure = found;
        return rejection;
    }

    /// <summary>Only <c>enabled</c> of a policy room can be changed.</summary>
    private Hms100RoomFailure UpdatePolicyRoom(
        App app, in PolicyRoom room, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Hms100RoomFailure.None)
            return failure;
        return sent.IsOnly(Hms100Room.Enabled)
            ? SwitchPolicyRoom(app, room, sent, ref response) : Hms100RoomFailure.PolicyRoom;
    }

    private Hms100RoomFailure SwitchPolicyRoom(
        App app, in PolicyRoom room, MemberValues sent, ref HttpResponse response)
    {
        bool isEnabled = sent.IsTrue(Hms100Room.Enabled);
        RoomRejection rejection = workspace.Rooms.Of(app).TryChangeExisting(
            room.IdText, workspace.NowSeconds * 1000, known => known with { IsEnabled = isEnabled },
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Hms100RoomFailure.TooManyRooms;
        if (!isEnabled && !workspace.Rooms.IsDurable)
        {
            response.AddHeader(InMemoryWarning);
            workspace.Log?.RoomDisabledInMemory(app.Name, room.IdText);
        }
        Respond(app, pending!, ref response);
        return Hms100RoomFailure.None;
    }

    /// <summary>Returns the deleted room.</summary>
    private Hms100RoomFailure Delete(App app, string roomId, ref HttpResponse response)
    {
        RoomRecord? dropped = null;
        RoomRejection rejection = workspace.Rooms.Of(app).TryChange(
            roomId,
            room =>
            {
                dropped = room;
                return room is { IsPolicyRoom: true } ? room : null;
            },
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Hms100RoomFailure.UnknownRoom;
        Respond(app, pending!, dropped!, ref response);
        return Hms100RoomFailure.None;
    }

    private Hms100RoomFailure Read(App app, in PolicyRoom policyRoom, ref HttpResponse response)
    {
        RoomRecord? changes = workspace.RoomsOf(app).Find(policyRoom.Id);
        JsonWriter json = new(response.BodyBuffer);
        Hms100Room.Write(ref json, app, policyRoom, changes, workspace.Rooms.OpenedAtMilliseconds);
        response.EndJson(json.Length);
        return Hms100RoomFailure.None;
    }

    private Hms100RoomFailure Read(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        if (workspace.RoomsOf(app).Find(roomId) is not { IsPolicyRoom: false } room)
            return Hms100RoomFailure.UnknownRoom;
        JsonWriter json = new(response.BodyBuffer);
        Hms100Room.Write(ref json, app, room);
        response.EndJson(json.Length);
        return Hms100RoomFailure.None;
    }

    private Hms100RoomFailure List(App app, in HttpRequest request, ref HttpResponse response)
    {
        RoomPageQuery? page = RoomPageQuery.TryRead(
            request.Query, LimitMin, limitDefault: LimitMin, RoomFilters.All, workspace.Strings);
        if (page is null)
            return Hms100RoomFailure.InvalidPage;
        long openedAtMilliseconds = workspace.Rooms.OpenedAtMilliseconds;
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"limit\":"u8);
        json.Number(page.Limit);
        json.Raw(",\"data\":["u8);
        RoomList list = new(
            workspace.Rooms.Of(app), openedAtMilliseconds, RoomBytesMax,
            (ref writer, index, room) =>
            {
                if (index >= 0)
                    Hms100Room.Write(ref writer, app, PolicyRoom.At(app, index), room, openedAtMilliseconds);
                else
                    Hms100Room.Write(ref writer, app, room!);
            },
            templateId => Hms100Room.TypeNamed(app, templateId));
        page.Write(ref json, list, response.BodyBuffer);
        json.Raw("}"u8);
        response.EndJson(json.Length);
        return Hms100RoomFailure.None;
    }

    private void Respond(App app, RoomChange change, ref HttpResponse response) =>
        Respond(app, change, change.Result!, ref response);

    private void Respond(App app, RoomChange change, RoomRecord room, ref HttpResponse response)
    {
        byte[] body = new byte[RoomBytesMax];
        JsonWriter json = new(body);
        if (room.IsPolicyRoom
            && PolicyRoom.TryFind(workspace.RoomsOf(app), Encoding.UTF8.GetBytes(room.Id), out PolicyRoom policyRoom))
            Hms100Room.Write(ref json, app, policyRoom, room, workspace.Rooms.OpenedAtMilliseconds);
        else
            Hms100Room.Write(ref json, app, room);
        workspace.Deferred.WriteOrDefer(
            new DeferredRoomResponse(
                change, body[..json.Length],
                (outcome, ref deferred) => Hms100RoomFailures.Write(
                    // Another appliance created a room of this name first.
                    outcome == StorageOutcome.Rejected
                        ? Hms100RoomFailure.NameTaken : Hms100RoomFailure.Unavailable, default, ref deferred)),
            ref response);
    }

    /// <summary>The index of the policy room of this name; -1 if it does not exist.</summary>
    private static int IndexOfName(App app, string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        for (int index = 0; index < app.RoomCount; index++)
        {
            if (AsciiCase.EqualsIgnoreCase(app.RoomNameAt(index), wanted))
                return index;
        }
        return -1;
    }
}
