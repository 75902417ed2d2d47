using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Endpoints.RoomPages;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// 100ms's room codes, with a management token: <c>POST</c> and <c>GET /v2/room-codes/room/ROOM</c>,
/// <c>POST /v2/room-codes/room/ROOM/role/ROLE</c>, and <c>POST /v2/room-codes/code</c> to disable or enable a code. A
/// room has at most one code for each role. Policy rooms can have codes too.
/// </summary>
internal sealed class Hms100RoomCodes(
    Hms100BackEnd backEnd, CachedRooms rooms, RoomDirectory directory, Turn turn, RandomText random,
    RequestBuffers buffers, FailureDetail detail)
{
    private const int CodeBytesMax = 512;
    private const int BodyBytesMax = RoomCodec.CodesMax * CodeBytesMax;

    public static readonly Member Code = new("code", MemberKind.Text) { IsExact = true };
    public static readonly Member Enabled = new("enabled", MemberKind.Flag);

    /// <summary>The members of the vendor's API for switching a code. Creating codes takes no body.</summary>
    public static readonly Member[] Members = [Code, Enabled];

    /// <summary>All codes of a room.</summary>
    public void HandleRoom(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        bool isGet = Hms100BackEnd.IsGet(request);
        Failure failure = backEnd.Check(
            isGet || request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = isGet
                ? List(app, route.Parameter, request.Query, ref response)
                : Create(app, route.Parameter, default, ref response);
        backEnd.End(failure, "Allow: GET, HEAD, POST\r\n"u8, ref response);
    }

    /// <summary>The code of a room for one role.</summary>
    public void HandleRole(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.Check(request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = Create(app, route.Parameter, route.SecondParameter, ref response);
        backEnd.End(failure, "Allow: POST\r\n"u8, ref response);
    }

    /// <summary>The code named in the body.</summary>
    public void HandleCode(in Route _, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.Check(request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = Update(app, request, ref response);
        backEnd.End(failure, "Allow: POST\r\n"u8, ref response);
    }

    private Failure List(
        App app, ReadOnlySpan<byte> roomId, ReadOnlySpan<byte> query, ref HttpResponse response)
    {
        RoomRegistry ofApp = rooms.Of(app);
        if (ofApp.Find(roomId, turn.Freshness, out _) == RoomState.Unknown)
            return Failure.UnknownRoom;
        RoomCodePage? page = RoomCodePage.TryRead(query, buffers.Strings);
        if (page is null)
            return Failure.InvalidCodePage;
        List<RoomCode> codes = page.Of(ofApp.Find(roomId)?.Codes ?? [], out string last);
        JsonWriter json = new(response.BodyBuffer);
        WriteAll(ref json, roomId, codes, last);
        response.EndJson(json.Length);
        return Failure.None;
    }

    /// <param name="app">The room's app.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="role">Empty for all roles that the room allows.</param>
    /// <param name="response">Is filled in or deferred.</param>
    private Failure Create(
        App app, ReadOnlySpan<byte> roomId, ReadOnlySpan<byte> role, ref HttpResponse response)
    {
        RoomState state = rooms.Of(app).Find(roomId, turn.Freshness, out Room room);
        // A room that is over still gets codes; presenting one returns the error.
        if (state is RoomState.Unknown or RoomState.Disabled)
            return FailureMapping.Of(state);
        List<Role> roles = [];
        foreach (Role candidate in app.Roles)
        {
            if ((room.Type.RolesAllowed >> candidate.Constraints.Index & 1) != 0
                && (role.IsEmpty || Ascii.Equals(role, candidate.Name)))
                roles.Add(candidate);
        }
        if (roles.Count == 0)
            return app.FindRole(role) is null ? Failure.UnknownRole : Failure.RoleNotAllowed;
        RoomRejection rejection = rooms.Of(app).TryChangeExisting(
            Encoding.UTF8.GetString(roomId), turn.NowSeconds * 1000, room => WithCodes(room, roles),
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return rejection == RoomRejection.TooManyRooms ? Failure.TooManyRooms : Failure.UnknownRoom;
        return Respond(pending!, role.IsEmpty ? null : code => code.Role == roles[0].Name, ref response);
    }

    /// <summary>Adds a code for each of these roles that has none.</summary>
    private RoomRecord WithCodes(RoomRecord room, List<Role> roles)
    {
        List<RoomCode> codes = new(room.Codes);
        foreach (Role role in roles)
        {
            if (codes.Exists(code => code.Role == role.Name))
                continue;
            string text;
            do
                text = random.RoomCode();
            while (directory.FindByCode(Encoding.ASCII.GetBytes(text)) is not null);
            codes.Add(new(
                text, role.Name, IsEnabled: true, room.UpdatedAtMilliseconds, room.UpdatedAtMilliseconds));
        }
        return room with { Codes = codes };
    }

    private Failure Update(App app, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.TryRead(request.Body, Members, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        if (!sent.Has(Code))
            return detail.About(Code, Failure.MissingMember);
        if (!sent.Has(Enabled))
            return detail.About(Enabled, Failure.MissingMember);
        string text = sent.TextOf(Code);
        bool isEnabled = sent.IsTrue(Enabled);
        long nowMilliseconds = turn.NowSeconds * 1000;
        RoomRegistry ofApp = rooms.Of(app);
        // A code of another app counts as unknown.
        if (directory.FindByCode(Encoding.UTF8.GetBytes(text)) is not { } target || target.Rooms != ofApp)
            return Failure.UnknownCode;
        RoomRejection rejection = ofApp.TryChange(
            Encoding.UTF8.GetString(target.RoomId),
            room => room is null ? null : room with
            {
                Codes = Switched(room.Codes, text, isEnabled, nowMilliseconds), UpdatedAtMilliseconds = nowMilliseconds,
            },
            out RoomChange? pending);
        return rejection == RoomRejection.None
            ? Respond(pending!, code => code.Code == text, ref response) : Failure.UnknownCode;
    }

    private static List<RoomCode> Switched(
        IReadOnlyList<RoomCode> codes, string text, bool isEnabled, long nowMilliseconds) =>
        new List<RoomCode>(codes).ConvertAll(code => code.Code != text ? code : code with
        {
            IsEnabled = isEnabled, UpdatedAtMilliseconds = nowMilliseconds,
        });

    /// <param name="change">The pending change.</param>
    /// <param name="filter">Selects the code to return; null for all codes of the room.</param>
    /// <param name="response">Is filled in or deferred.</param>
    private Failure Respond(RoomChange change, Predicate<RoomCode>? filter, ref HttpResponse response)
    {
        byte[] body = new byte[BodyBytesMax];
        JsonWriter json = new(body);
        byte[] roomId = Encoding.UTF8.GetBytes(change.Room.Id);
        IReadOnlyList<RoomCode> codes = change.Result!.Codes;
        if (filter is null)
            WriteAll(ref json, roomId, codes, last: "");
        foreach (RoomCode code in codes)
        {
            if (filter is not null && filter(code))
                WriteOne(ref json, roomId, code);
        }
        backEnd.Respond(change, body[..json.Length], ref response);
        return Failure.None;
    }

    private static void WriteAll(
        ref JsonWriter json, ReadOnlySpan<byte> roomId, IReadOnlyList<RoomCode> codes, string last)
    {
        json.Raw("{\"data\":["u8);
        for (int index = 0; index < codes.Count; index++)
        {
            json.Raw(index == 0 ? ""u8 : ","u8);
            WriteOne(ref json, roomId, codes[index]);
        }
        json.Raw("],\"last\":"u8);
        json.String(Encoding.ASCII.GetBytes(last));
        json.Raw("}"u8);
    }

    private static void WriteOne(ref JsonWriter json, ReadOnlySpan<byte> roomId, RoomCode code)
    {
        json.Raw("{\"code\":"u8);
        json.String(Encoding.ASCII.GetBytes(code.Code));
        json.Raw(",\"room_id\":"u8);
        json.String(roomId);
        json.Raw(",\"role\":"u8);
        json.String(Encoding.ASCII.GetBytes(code.Role));
        json.Raw(code.IsEnabled ? ",\"enabled\":true,\"created_at\":"u8 : ",\"enabled\":false,\"created_at\":"u8);
        json.String(RoomTimestamp.Format(code.CreatedAtMilliseconds));
        json.Raw(",\"updated_at\":"u8);
        json.String(RoomTimestamp.Format(code.UpdatedAtMilliseconds));
        json.Raw("}"u8);
    }
}
