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

/// <summary>Writes the responses of <see cref="Hms100Rooms"/>.</summary>
internal sealed class Hms100RoomResponses(
    Hms100BackEnd backEnd, CachedRooms rooms, RoomDirectory directory, RequestBuffers buffers)
{
    private const int LimitMin = 10;

    public Failure WritePolicyRoom(App app, in PolicyRoom policyRoom, ref HttpResponse response)
    {
        RoomRecord? changes = rooms.Of(app).Find(policyRoom.Id);
        JsonWriter json = new(response.BodyBuffer);
        Hms100RoomJson.Write(ref json, app, policyRoom, changes, directory.OpenedAtMilliseconds);
        response.EndJson(json.Length);
        return Failure.None;
    }

    public Failure WriteRuntimeRoom(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        if (rooms.Of(app).Find(roomId) is not { IsPolicyRoom: false } room)
            return Failure.UnknownRoom;
        JsonWriter json = new(response.BodyBuffer);
        Hms100RoomJson.Write(ref json, app, room);
        response.EndJson(json.Length);
        return Failure.None;
    }

    /// <summary>Writes a page of the app's rooms.</summary>
    /// <param name="app">The app.</param>
    /// <param name="query">Percent-encoded.</param>
    /// <param name="response">Is filled in unless the result is a failure.</param>
    public Failure WriteList(App app, ReadOnlySpan<byte> query, ref HttpResponse response)
    {
        RoomPageQuery? page = RoomPageQuery.TryRead(
            query, LimitMin, limitDefault: LimitMin, RoomFilters.All, buffers.Strings);
        if (page is null)
            return Failure.InvalidPage;
        long openedAtMilliseconds = directory.OpenedAtMilliseconds;
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"limit\":"u8);
        json.Number(page.Limit);
        json.Raw(",\"data\":["u8);
        RoomList list = new(
            rooms.Of(app), openedAtMilliseconds,
            (ref writer, index, room) =>
            {
                if (index >= 0)
                    Hms100RoomJson.Write(ref writer, app, PolicyRoom.At(app, index), room, openedAtMilliseconds);
                else
                    Hms100RoomJson.Write(ref writer, app, room!);
            },
            templateId => Hms100Template.TypeOf(app, templateId));
        page.Write(ref json, list, response.BodyBuffer);
        json.Raw("}"u8);
        response.EndJson(json.Length);
        return Failure.None;
    }

    /// <summary>Writes a changed room once storage has made the change.</summary>
    /// <param name="app">The room's app.</param>
    /// <param name="change">The pending change.</param>
    /// <param name="room">The room after the change or, if it is deleted, before.</param>
    /// <param name="response">Is filled in or deferred.</param>
    public Failure Respond(App app, RoomChange change, RoomRecord room, ref HttpResponse response)
    {
        byte[] body = new byte[RoomList.RoomBytesMax];
        JsonWriter json = new(body);
        if (room.IsPolicyRoom
            && PolicyRoom.TryFind(rooms.Of(app), Encoding.UTF8.GetBytes(room.Id), out PolicyRoom policyRoom))
            Hms100RoomJson.Write(ref json, app, policyRoom, room, directory.OpenedAtMilliseconds);
        else
            Hms100RoomJson.Write(ref json, app, room);
        // Storage rejects a room if another appliance created one of its name first.
        backEnd.Respond(change, body[..json.Length], ref response, rejected: Failure.NameTaken);
        return Failure.None;
    }
}
