using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// 100ms's rooms: <c>POST</c> and <c>GET /v2/rooms</c>, <c>GET</c> and <c>POST /v2/rooms/ROOM</c>, with a management
/// token. Creating a room with an existing name updates that room. Policy rooms can be read, listed, disabled and
/// enabled, but not changed otherwise. <c>DELETE</c> is an addition to the vendor's API, needed because the policy's
/// maxRooms limits the number of rooms.
/// </summary>
internal sealed class Hms100Rooms(
    Hms100BackEnd backEnd, Hms100RoomResponses responses, CachedRooms rooms, RoomDirectory directory, Turn turn,
    RandomText random, FailureDetail detail, IServiceLog? log)
{
    /// <summary>RFC 7234, section 5.5.7: warn-code 299 is any persistent warning.</summary>
    private static ReadOnlySpan<byte> InMemoryWarning =>
        "Warning: 299 - \"Rooms are kept in memory: the room is enabled again when the appliance restarts\"\r\n"u8;

    /// <summary>Two threads may create a room of the same name; the retry finds it.</summary>
    private const int AttemptsMax = 3;

    /// <summary>A path without a room is the list of rooms.</summary>
    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        ReadOnlySpan<byte> roomId = route.Parameter;
        bool isDelete = request.Method == HttpMethod.Delete && !roomId.IsEmpty;
        bool isAllowed = isDelete || Hms100BackEnd.IsGet(request) || request.Method == HttpMethod.Post;
        Failure failure = backEnd.Check(isAllowed, request, ref response, out App? app);
        if (app is not null)
            failure = Dispatch(app, roomId, isDelete, request, ref response);
        backEnd.End(
            failure,
            roomId.IsEmpty ? "Allow: GET, HEAD, POST\r\n"u8 : "Allow: GET, HEAD, POST, DELETE\r\n"u8, ref response);
    }

    private Failure Dispatch(
        App app, ReadOnlySpan<byte> roomId, bool isDelete, in HttpRequest request, ref HttpResponse response)
    {
        bool isPost = request.Method == HttpMethod.Post;
        if (roomId.IsEmpty)
            return isPost
                ? Create(app, request, ref response) : responses.WriteList(app, request.Query, ref response);
        bool isPolicyRoom = PolicyRoom.TryFind(rooms.Of(app), roomId, out PolicyRoom room);
        if (isDelete)
            return isPolicyRoom
                ? Failure.PolicyRoomReadOnly : Delete(app, Encoding.UTF8.GetString(roomId), ref response);
        if (isPost)
            return isPolicyRoom
                ? UpdatePolicyRoom(app, room, request, ref response)
                : Update(app, Encoding.UTF8.GetString(roomId), request, ref response);
        return isPolicyRoom
            ? responses.WritePolicyRoom(app, room, ref response)
            : responses.WriteRuntimeRoom(app, roomId, ref response);
    }

    private Failure Create(App app, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        string name = sent.TextOf(Hms100Room.Name);
        int index = name == "" ? -1 : IndexOfName(app, name);
        if (index >= 0)
            return sent.Has(Hms100Room.Enabled)
                ? SwitchPolicyRoom(app, PolicyRoom.At(app, index), sent, ref response)
                : responses.WritePolicyRoom(app, PolicyRoom.At(app, index), ref response);
        string newId = random.RoomId();
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            RoomRecord? existing = name == "" ? null : rooms.Of(app).FindByName(AsciiCase.Lower(name));
            RoomRejection rejection = Change(app, existing?.Id ?? newId, sent, out RoomChange? pending, out failure);
            if (failure != Failure.None)
                return failure;
            if (rejection == RoomRejection.TooManyRooms)
                return Failure.TooManyRooms;
            if (rejection == RoomRejection.None)
                return responses.Respond(app, pending!, pending!.Result!, ref response);
        }
        return Failure.NotCompleted;
    }

    private Failure Update(App app, string roomId, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        string name = sent.TextOf(Hms100Room.Name);
        if (name != "" && IndexOfName(app, name) >= 0)
            return Failure.NameTaken;
        if (rooms.Of(app).Find(Encoding.UTF8.GetBytes(roomId)) is null or { IsPolicyRoom: true })
            return Failure.UnknownRoom;
        RoomRejection rejection = Change(app, roomId, sent, out RoomChange? pending, out failure);
        if (failure != Failure.None)
            return failure;
        if (rejection != RoomRejection.None)
            return rejection == RoomRejection.NameTaken ? Failure.NameTaken : Failure.UnknownRoom;
        return responses.Respond(app, pending!, pending!.Result!, ref response);
    }

    /// <summary>Changes a room, or creates it.</summary>
    private RoomRejection Change(
        App app, string id, MemberValues sent, out RoomChange? pending, out Failure failure)
    {
        long nowMilliseconds = turn.NowSeconds * 1000;
        Failure found = Failure.None;
        RoomRejection rejection = rooms.Of(app).TryCreate(
            id, turn.NowSeconds,
            room =>
            {
                RoomRecord before = (room ?? new() { Id = id, CreatedAtMilliseconds = nowMilliseconds }) with
                {
                    UpdatedAtMilliseconds = nowMilliseconds,
                };
                found = Hms100Room.TryCreate(app, before, sent, detail, out RoomRecord created);
                return found == Failure.None ? created : room;
            },
            out pending);
        failure = found;
        return rejection;
    }

    /// <summary>Only <c>enabled</c> of a policy room can be changed.</summary>
    private Failure UpdatePolicyRoom(
        App app, in PolicyRoom room, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.TryRead(request.Body, Hms100Room.Members, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        return sent.IsOnly(Hms100Room.Enabled)
            ? SwitchPolicyRoom(app, room, sent, ref response) : Failure.PolicyRoomReadOnly;
    }

    private Failure SwitchPolicyRoom(App app, in PolicyRoom room, MemberValues sent, ref HttpResponse response)
    {
        bool isEnabled = sent.IsTrue(Hms100Room.Enabled);
        RoomRejection rejection = rooms.Of(app).TryChangeExisting(
            room.IdText, turn.NowSeconds * 1000, known => known with { IsEnabled = isEnabled },
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Failure.TooManyRooms;
        if (!isEnabled && !directory.IsDurable)
        {
            response.AddHeader(InMemoryWarning);
            log?.RoomDisabledInMemory(app.Name, room.IdText);
        }
        return responses.Respond(app, pending!, pending!.Result!, ref response);
    }

    /// <summary>Returns the deleted room.</summary>
    private Failure Delete(App app, string roomId, ref HttpResponse response)
    {
        RoomRecord? dropped = null;
        RoomRejection rejection = rooms.Of(app).TryChange(
            roomId,
            room =>
            {
                dropped = room;
                return room is { IsPolicyRoom: true } ? room : null;
            },
            out RoomChange? pending);
        return rejection == RoomRejection.None
            ? responses.Respond(app, pending!, dropped!, ref response) : Failure.UnknownRoom;
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
