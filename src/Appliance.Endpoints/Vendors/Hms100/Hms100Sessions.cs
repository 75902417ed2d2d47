using System.Text;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>
/// 100ms's sessions, with a management token: <c>GET /v2/sessions</c>, an empty list, since the appliance sees none;
/// and <c>POST /v2/active-rooms/ROOM/end-room</c>, which can lock a room.
/// </summary>
internal sealed class Hms100Sessions(Hms100BackEnd backEnd, CachedRooms rooms, Turn turn)
{
    private static readonly Member Lock = new("lock", MemberKind.Flag);

    /// <summary>The members of the vendor's API for ending a session; others are ignored.</summary>
    public static readonly Member[] EndRoomMembers = [Lock, new("reason", MemberKind.Text)];

    /// <summary>A path without an id is the list of sessions.</summary>
    public void Handle(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.Check(Hms100BackEnd.IsGet(request), request, ref response, out App? app);
        if (app is not null && !route.Parameter.IsEmpty)
            failure = Failure.NoSession;
        else if (app is not null)
            response.WriteJson("{\"limit\":10,\"data\":[],\"last\":\"\"}"u8);
        backEnd.End(failure, "Allow: GET, HEAD\r\n"u8, ref response);
    }

    /// <summary>There is no session to end, but <c>"lock":true</c> disables a run-time room, as the vendor does. Policy
    /// rooms are shared, so only <c>POST /v2/rooms/ROOM</c> disables them.</summary>
    public void HandleEndRoom(in Route route, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.Check(request.Method == HttpMethod.Post, request, ref response, out App? app);
        if (app is not null)
            failure = EndRoom(app, route.Parameter, request, ref response);
        backEnd.End(failure, "Allow: POST\r\n"u8, ref response);
    }

    private Failure EndRoom(App app, ReadOnlySpan<byte> roomId, in HttpRequest request, ref HttpResponse response)
    {
        Failure failure = backEnd.TryRead(request.Body, EndRoomMembers, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        RoomRegistry ofApp = rooms.Of(app);
        if (ofApp.Find(roomId, turn.Freshness, out _) == RoomState.Unknown)
            return Failure.UnknownRoom;
        if (!sent.IsTrue(Lock) || PolicyRoom.TryFind(ofApp, roomId, out _))
            return Failure.NoSession;
        RoomRejection rejection = ofApp.TryChangeExisting(
            Encoding.UTF8.GetString(roomId), turn.NowSeconds * 1000, room => room with { IsEnabled = false },
            out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Failure.UnknownRoom;
        backEnd.Respond(pending!, "{\"message\":\"session is ending\"}"u8.ToArray(), ref response);
        return Failure.None;
    }
}
