using System.Diagnostics;
using System.Text;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>
/// Other 100ms endpoints that back ends and pages use, with a management token: room types as templates
/// (<c>GET /v2/templates</c>); sessions (<c>GET /v2/sessions</c>), an empty list, since the appliance sees none; and
/// <c>POST /v2/active-rooms/ROOM/end-room</c>, which can lock a room. <c>GET /v2/layouts/ui</c>, for the prebuilt page,
/// needs no credential and returns no layouts.
/// </summary>
internal sealed class Hms100Views(Hms100BackEnd backEnd, Workspace workspace)
{
    private static readonly Member Lock = new("lock", MemberKind.Flag);

    /// <summary>The members of the vendor's API for ending a session; others are ignored.</summary>
    public static readonly Member[] EndRoomMembers = [Lock, new("reason", MemberKind.Text)];

    /// <param name="id">Empty for all templates.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in.</param>
    public void HandleTemplates(ReadOnlySpan<byte> id, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.Check(
            IsGet(request), request, ref response, out App? app, needsStorage: false);
        if (app is not null)
            failure = WriteTemplates(app, id, ref response);
        backEnd.End(failure, "Allow: GET, HEAD\r\n"u8, ref response);
    }

    /// <param name="id">Empty for all sessions.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Is filled in.</param>
    public void HandleSessions(ReadOnlySpan<byte> id, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.Check(IsGet(request), request, ref response, out App? app);
        if (app is not null && !id.IsEmpty)
            failure = Hms100RoomFailure.NoSession;
        else if (app is not null)
            response.WriteJson("{\"limit\":10,\"data\":[],\"last\":\"\"}"u8);
        backEnd.End(failure, "Allow: GET, HEAD\r\n"u8, ref response);
    }

    /// <summary>There is no session to end, but <c>"lock":true</c> disables a run-time room, as the vendor does. Policy
    /// rooms are shared, so only <c>POST /v2/rooms/ROOM</c> disables them.</summary>
    public void HandleEndRoom(ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.Check(
            request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = EndRoom(app, roomId, request, ref response);
        backEnd.End(failure, "Allow: POST\r\n"u8, ref response);
    }

    /// <summary>The prebuilt page requests layouts with an app token, from another origin. Without a readable response
    /// it retries four times.</summary>
    public static void HandleLayouts(in HttpRequest request, ref HttpResponse response)
    {
        if (Cors.AnyOrigin.TryHandlePreflight(request, ref response))
            return;
        if (IsGet(request))
        {
            response.WriteJson("{\"data\":[]}"u8);
            return;
        }
        Hms100RoomFailures.Write(Hms100RoomFailure.MethodNotAllowed, default, ref response);
        response.AddHeader("Allow: GET, HEAD, OPTIONS\r\n"u8);
    }

    private static bool IsGet(in HttpRequest request) => request.Method is HttpMethod.Get or HttpMethod.Head;

    private Hms100RoomFailure EndRoom(
        App app, ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        Hms100RoomFailure failure = backEnd.TryRead(request.Body, EndRoomMembers, out MemberValues sent);
        if (failure != Hms100RoomFailure.None)
            return failure;
        RoomRegistry rooms = workspace.Rooms.Of(app);
        if (rooms.Find(roomId, workspace.Freshness, out _) == RoomState.Unknown)
            return Hms100RoomFailure.UnknownRoom;
        if (!sent.IsTrue(Lock) || PolicyRoom.TryFind(rooms, roomId, out _))
            return Hms100RoomFailure.NoSession;
        RoomRejection rejection = rooms.TryChangeExisting(
            Encoding.UTF8.GetString(roomId), workspace.NowSeconds * 1000, room => room with { IsEnabled = false },
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Hms100RoomFailure.UnknownRoom;
        workspace.Deferred.WriteOrDefer(
            new DeferredRoomResponse(
                pending!, "{\"message\":\"session is ending\"}"u8.ToArray(),
                (_, ref deferred) => Hms100RoomFailures.Write(Hms100RoomFailure.Unavailable, default, ref deferred)),
            ref response);
        return Hms100RoomFailure.None;
    }

    private Hms100RoomFailure WriteTemplates(App app, ReadOnlySpan<byte> id, ref HttpResponse response)
    {
        JsonWriter json = new(response.BodyBuffer);
        if (!id.IsEmpty)
        {
            RoomType? type = Hms100Room.TypeNamed(app, Encoding.UTF8.GetString(id));
            if (type is null)
                return Hms100RoomFailure.UnknownTemplateId;
            Hms100Template.Write(ref json, app, type, workspace.Rooms.OpenedAtMilliseconds);
            response.EndJson(json.Length);
            return Hms100RoomFailure.None;
        }
        json.Raw("{\"limit\":"u8);
        json.Number(app.RoomTypes.Count);
        json.Raw(",\"data\":["u8);
        for (int index = 0; index < app.RoomTypes.Count; index++)
        {
            // Templates that do not fit can be read individually, by name.
            if (json.Length + Hms100Template.BytesMax > response.BodyBuffer.Length)
                break;
            json.Raw(index == 0 ? ""u8 : ","u8);
            Hms100Template.Write(ref json, app, app.RoomTypes[index], workspace.Rooms.OpenedAtMilliseconds);
        }
        json.Raw("],\"last\":\"\"}"u8);
        Debug.Assert(!json.Overflowed);
        response.EndJson(json.Length);
        return Hms100RoomFailure.None;
    }
}
