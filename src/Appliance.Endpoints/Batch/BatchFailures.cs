using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Batch;

/// <summary>The table from an entry's failure to its error object.</summary>
internal static class BatchFailures
{
    private const string Busy = "No token can be issued at the moment. Try again.";

    public static readonly FailureTable Table = new(
        Responses.ReasonBody, challenges: default,
        Row(Failure.NotAnObject, HttpStatus.BadRequest, "not-an-object",
            "An entry must be an object with room_id, role and optionally user_id, user_name and expires_in."),
        // Write builds the messages of these three, which name the member.
        Row(Failure.UnknownMember, HttpStatus.BadRequest, "unknown-member", ""),
        Row(Failure.DuplicateMember, HttpStatus.BadRequest, "duplicate-member", ""),
        Row(Failure.WrongType, HttpStatus.BadRequest, "wrong-type", ""),
        Row(Failure.MissingMember, HttpStatus.BadRequest, "missing-room-id",
            "room_id is missing or empty.") with { Member = BatchEntry.RoomIdMember },
        Row(Failure.MissingMember, HttpStatus.BadRequest, "missing-role",
            "role is missing or empty.") with { Member = BatchEntry.RoleMember },
        Row(Failure.MalformedRoomId, HttpStatus.BadRequest, "invalid-room-id",
            "room_id must be 1 to 64 letters, digits, '_', '.' or '-'."),
        Row(Failure.InvalidMember, HttpStatus.BadRequest, "invalid-role",
            "role must be 1 to 64 letters, digits, '_', '.' or '-'.") with { Member = BatchEntry.RoleMember },
        Row(Failure.InvalidMember, HttpStatus.BadRequest, "invalid-user-id",
            "user_id must be 1 to 256 bytes of UTF-8 without control characters.")
            with { Member = BatchEntry.UserIdMember },
        Row(Failure.InvalidMember, HttpStatus.BadRequest, "invalid-user-name",
            "user_name must be 1 to 256 bytes of UTF-8 without control characters.")
            with { Member = BatchEntry.UserNameMember },
        Row(Failure.InvalidMember, HttpStatus.BadRequest, "invalid-expiry",
            "expires_in must be a whole number of seconds, 1 or more.") with { Member = BatchEntry.ExpiresInMember },
        Row(Failure.ValueMissing, HttpStatus.BadRequest, "value-missing",
            "This role's tokens need user_id, user_name, or a value that a batch cannot contain."),
        Row(Failure.ValuesTooLong, HttpStatus.BadRequest, "too-long", "The values are too long for the token."),
        Row(Failure.OtherRoom, HttpStatus.Forbidden, "other-room",
            "The credential is restricted to the room in its video.room: sign one with video.roomCreate."),
        Row(Failure.UnknownRoom, HttpStatus.NotFound, DenialNames.Of(Denial.UnknownRoom),
            "The app has no room of this id."),
        Row(Failure.UnknownRole, HttpStatus.NotFound, DenialNames.Of(Denial.UnknownRole),
            "The app has no role of this name."),
        Row(Failure.RoleNotAllowed, HttpStatus.Forbidden, DenialNames.Of(Denial.RoleNotAllowedInRoom),
            "The role is not allowed in this room."),
        Row(Failure.RoomNotOpenYet, HttpStatus.Forbidden, DenialNames.Of(Denial.RoomNotOpenYet),
            "The room is not open yet."),
        Row(Failure.RoomOver, HttpStatus.Forbidden, DenialNames.Of(Denial.RoomOver), "The room is over."),
        Row(Failure.RoomDisabled, HttpStatus.Forbidden, "room-disabled", "The room is disabled."),
        Row(Failure.ExpiryTooShort, HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryTooShort),
            "expires_in is less than the role's minimum."),
        Row(Failure.ExpiryTooLong, HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryTooLong),
            "expires_in is more than the role or the room type allows."),
        Row(Failure.ExpiryPastRoomEnd, HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryPastRoomEnd),
            "The token would outlive the room."),
        Row(Failure.StorageUnavailable, HttpStatus.ServiceUnavailable, "storage-unavailable",
            "Storage is unavailable, so the room's state is unknown. Try again."),
        Row(Failure.Busy, HttpStatus.ServiceUnavailable, "busy", Busy),
        Row(Failure.ResponseTooLong, HttpStatus.ServiceUnavailable, "busy", Busy));

    /// <summary>A sentence, a number and a name.</summary>
    private const int MessageBytesMax = 256 + EchoedName.BytesMax;

    /// <summary>Writes JSON, ASCII: <c>{"code":…,"reason":…,"message":…}</c>. If a member is invalid, the message names
    /// it and the entry's index.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="index">The entry's index, from 0.</param>
    /// <param name="entry">The entry, as far as it was read.</param>
    /// <param name="destination">At least 2 KiB.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Failure failure, int index, in BatchEntry entry, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MessageBytesMax];
        JsonWriter message = new(text);
        ReadOnlySpan<byte> body = Table.BodyOf(failure, failure == Failure.WrongType ? null : entry.Invalid);
        // The cases below have no message in the table and build one.
        switch (failure)
        {
            case Failure.UnknownMember:
                WriteSubject(ref message, "Unknown member "u8, entry.InvalidName, index);
                message.Raw(": remove it; the known members are room_id, role, user_id, user_name and expires_in."u8);
                break;
            case Failure.DuplicateMember:
                WriteSubject(ref message, "Duplicate member "u8, entry.InvalidName, index);
                message.Raw(": send it once."u8);
                break;
            case Failure.WrongType:
                WriteSubject(ref message, "Member "u8, entry.InvalidName, index);
                message.Raw(" is "u8);
                message.Raw(Describe(entry.InvalidKind));
                message.Raw(entry.Invalid == BatchEntry.ExpiresInMember
                    ? ": send a number of seconds."u8 : ": send a string."u8);
                break;
            default:
                body.CopyTo(destination);
                return body.Length;
        }
        JsonWriter json = new(destination);
        json.Raw(body[..^"\"\"}"u8.Length]);
        json.String(text[..message.Length]);
        json.Raw("}"u8);
        return json.Length;
    }

    private static void WriteSubject(
        ref JsonWriter message, ReadOnlySpan<byte> what, ReadOnlySpan<byte> member, int index)
    {
        message.Raw(what);
        message.Raw("\""u8);
        ReadOnlySpan<byte> truncated = EchoedName.Truncate(member);
        message.Raw(truncated);
        message.Raw(truncated.Length < member.Length ? "…\" of entry "u8 : "\" of entry "u8);
        message.Number(index);
        message.Raw(" (the first is 0)"u8);
    }

    private static ReadOnlySpan<byte> Describe(JsonTokenKind kind) => kind switch
    {
        JsonTokenKind.String => "a string"u8,
        JsonTokenKind.Number => "a number"u8,
        JsonTokenKind.ObjectStart => "an object"u8,
        JsonTokenKind.ArrayStart => "an array"u8,
        JsonTokenKind.Null => "null"u8,
        _ => "a boolean"u8,
    };

    private static FailureRow Row(Failure failure, HttpStatus status, string reason, string text) =>
        new(failure, status, text, reason);
}
