using System.Text;
using Appliance.Endpoints.Deferred;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.RoomPages;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>Creates, updates and deletes EnableX's rooms. The response waits until storage has the change.</summary>
internal sealed class EnableXRoomChanges(
    RoomDirectory rooms, Turn turn, RandomText random, DeferredResponses deferred, FailureDetail detail)
{
    /// <summary>Creates a room.</summary>
    /// <param name="app">The room's app.</param>
    /// <param name="body">The request body.</param>
    /// <param name="response">Is filled in or deferred, unless the request fails.</param>
    public Failure Create(App app, ReadOnlySpan<byte> body, ref HttpResponse response)
    {
        Failure failure = EnableXRoom.TryRead(body, detail, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        EnableXRoom.AddSip(sent, random);
        long nowMilliseconds = turn.NowSeconds * 1000;
        RoomRecord room = new()
        {
            Id = random.RoomId(),
            CreatedAtMilliseconds = nowMilliseconds,
            UpdatedAtMilliseconds = nowMilliseconds,
        };
        failure = EnableXRoom.TryCreate(app, room, sent, detail, out room);
        if (failure == Failure.None && EnableXRoom.StartsBefore(sent, sent, turn.NowSeconds))
            failure = Failure.StartInPast;
        if (failure != Failure.None)
            return failure;
        RoomRejection rejection = rooms.Of(app).TryCreate(
            room.Id, turn.NowSeconds, _ => room, out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Failure.TooManyRooms;
        Respond(pending!, BodyOf(app, room), Failure.NotCreated, ref response);
        return Failure.None;
    }

    /// <summary>Updates a room.</summary>
    /// <inheritdoc cref="Create"/>
    public Failure Update(App app, ReadOnlySpan<byte> roomId, ReadOnlySpan<byte> body, ref HttpResponse response)
    {
        if (PolicyRoom.TryFind(rooms.Of(app), roomId, out _))
            return Failure.PolicyRoomReadOnly;
        Failure failure = EnableXRoom.TryRead(body, detail, out MemberValues sent);
        if (failure != Failure.None)
            return failure;
        if (body.IsEmpty)
            return Failure.NothingToChange;
        RoomRejection rejection = rooms.Of(app).TryChange(
            Encoding.UTF8.GetString(roomId),
            room =>
            {
                if (room is null or { IsPolicyRoom: true })
                    return room;
                failure = Updated(app, room, sent, out RoomRecord updated);
                return failure == Failure.None ? updated : room;
            },
            out RoomChange? pending);
        if (failure != Failure.None)
            return failure;
        if (rejection != RoomRejection.None)
            return Failure.UnknownRoom;
        Respond(pending!, BodyOf(app, pending!.Result!), Failure.NotUpdated, ref response);
        return Failure.None;
    }

    private Failure Updated(App app, RoomRecord room, MemberValues sent, out RoomRecord updated)
    {
        updated = room;
        MemberValues values = EnableXRoom.Of(room);
        if (EnableXRoom.ChangesKind(values, sent))
            return Failure.RoomTypeImmutable;
        if (room.HasStarted(turn.NowSeconds))
            return Failure.RoomActive;
        values.Merge(sent);
        EnableXRoom.AddSip(values, random);
        Failure failure = EnableXRoom.TryCreate(
            app, room with { UpdatedAtMilliseconds = turn.NowSeconds * 1000 }, values, detail, out updated);
        return failure == Failure.None && EnableXRoom.StartsBefore(values, sent, turn.NowSeconds)
            ? Failure.StartInPast : failure;
    }

    /// <summary>Deletes a room.</summary>
    /// <inheritdoc cref="Create"/>
    public Failure Delete(App app, ReadOnlySpan<byte> roomId, ref HttpResponse response)
    {
        if (PolicyRoom.TryFind(rooms.Of(app), roomId, out _))
            return Failure.PolicyRoomNotDeletable;
        RoomRejection rejection = rooms.Of(app).TryChange(
            Encoding.UTF8.GetString(roomId), _ => null, out RoomChange? pending);
        if (rejection != RoomRejection.None)
            return Failure.UnknownRoom;
        Respond(
            pending!, "{\"result\":0,\"desc\":\"The room is deleted.\"}"u8.ToArray(), Failure.NotDeleted,
            ref response);
        return Failure.None;
    }

    private static byte[] BodyOf(App app, RoomRecord room)
    {
        byte[] body = new byte[RoomList.RoomBytesMax];
        JsonWriter json = new(body);
        json.Raw("{\"result\":0,\"room\":"u8);
        EnableXRoom.Write(ref json, app, room);
        json.Raw("}"u8);
        return body[..json.Length];
    }

    private void Respond(RoomChange change, byte[] success, Failure failure, ref HttpResponse response) =>
        deferred.WriteOrDefer(
            new DeferredRoomResponse(
                change, success,
                (_, ref finished) => EnableXFailures.OfRooms.Write(failure, default, ref finished)),
            ref response);
}
