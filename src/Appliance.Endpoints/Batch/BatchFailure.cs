using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why an entry of a batch gets no token.</summary>
internal enum BatchFailure : byte
{
    None,
    NotAnObject,
    UnknownMember,
    DuplicateMember,
    WrongType,
    MissingRoomId,
    MissingRole,
    InvalidRoomId,
    InvalidRole,
    InvalidUserId,
    InvalidUserName,
    InvalidExpiry,
    ValueMissing,
    TooLong,
    /// <summary>The credential is restricted to another room.</summary>
    OtherRoom,
    UnknownRoom,
    UnknownRole,
    RoleNotAllowedInRoom,
    RoomNotOpenYet,
    RoomOver,
    RoomDisabled,
    ExpiryTooShort,
    ExpiryTooLong,
    ExpiryPastRoomEnd,
    StorageUnavailable,
    Busy,
}

/// <summary>The table from an entry's failure to its error object.</summary>
internal static class BatchFailures
{
    private static readonly byte[][] Objects =
        Responses.BodiesOf((int)BatchFailure.Busy + 1, row => ObjectOf((BatchFailure)row));

    /// <summary>A sentence, a number and a name.</summary>
    private const int MessageBytesMax = 256 + EchoedName.BytesMax;

    /// <summary>Writes JSON, ASCII: <c>{"code":…,"reason":…,"message":…}</c>. If a member is invalid, the message names
    /// it and the entry's index.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="index">The entry's index, from 0.</param>
    /// <param name="entry">The entry, as far as it was read.</param>
    /// <param name="destination">At least 2 KiB.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(BatchFailure failure, int index, in BatchEntry entry, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MessageBytesMax];
        JsonWriter message = new(text);
        // The cases below have no message in the table and build one.
        switch (failure)
        {
            case BatchFailure.UnknownMember:
                WriteSubject(ref message, "Unknown member "u8, entry.InvalidMember, index);
                message.Raw(": remove it; the known members are room_id, role, user_id, user_name and expires_in."u8);
                break;
            case BatchFailure.DuplicateMember:
                WriteSubject(ref message, "Duplicate member "u8, entry.InvalidMember, index);
                message.Raw(": send it once."u8);
                break;
            case BatchFailure.WrongType:
                WriteSubject(ref message, "Member "u8, entry.InvalidMember, index);
                message.Raw(" is "u8);
                message.Raw(Describe(entry.InvalidMemberKind));
                message.Raw(entry.InvalidMember.SequenceEqual("expires_in"u8)
                    ? ": send a number of seconds."u8 : ": send a string."u8);
                break;
            default:
                Objects[(int)failure].CopyTo(destination);
                return Objects[(int)failure].Length;
        }
        ReadOnlySpan<byte> withoutMessage = Objects[(int)failure];
        JsonWriter json = new(destination);
        json.Raw(withoutMessage[..^"\"\"}"u8.Length]);
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

    public static BatchFailure Of(in IssueResult issue) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        IssueVerdict.ValueMissing => BatchFailure.ValueMissing,
        IssueVerdict.ClaimsTooLong => BatchFailure.TooLong,
        _ => BatchFailure.Busy,
    };

    public static BatchFailure Of(RoomState state) => state switch
    {
        RoomState.Disabled => BatchFailure.RoomDisabled,
        RoomState.Unavailable => BatchFailure.StorageUnavailable,
        _ => BatchFailure.UnknownRoom,
    };

    private static BatchFailure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => BatchFailure.UnknownRoom,
        Denial.UnknownRole => BatchFailure.UnknownRole,
        Denial.RoomNotOpenYet => BatchFailure.RoomNotOpenYet,
        Denial.RoomOver => BatchFailure.RoomOver,
        Denial.ExpiryTooShort => BatchFailure.ExpiryTooShort,
        Denial.ExpiryTooLong => BatchFailure.ExpiryTooLong,
        Denial.ExpiryPastRoomEnd => BatchFailure.ExpiryPastRoomEnd,
        _ => BatchFailure.RoleNotAllowedInRoom,
    };

    private static string ObjectOf(BatchFailure failure)
    {
        (HttpStatus status, string reason, string message) = Row(failure);
        return Responses.ReasonBody(status, reason, message);
    }

    /// <summary>Denials have the same reasons as on the command line.</summary>
    private static (HttpStatus Status, string Reason, string Message) Row(BatchFailure failure) => failure switch
    {
        BatchFailure.None => (HttpStatus.Ok, "", ""),
        BatchFailure.NotAnObject => (HttpStatus.BadRequest, "not-an-object",
            "An entry must be an object with room_id, role and optionally user_id, user_name and expires_in."),
        // Write builds the messages of these three, which name the member.
        BatchFailure.UnknownMember => (HttpStatus.BadRequest, "unknown-member", ""),
        BatchFailure.DuplicateMember => (HttpStatus.BadRequest, "duplicate-member", ""),
        BatchFailure.WrongType => (HttpStatus.BadRequest, "wrong-type", ""),
        BatchFailure.MissingRoomId => (HttpStatus.BadRequest, "missing-room-id", "room_id is missing or empty."),
        BatchFailure.MissingRole => (HttpStatus.BadRequest, "missing-role", "role is missing or empty."),
        BatchFailure.InvalidRoomId => (HttpStatus.BadRequest, "invalid-room-id",
            "room_id must be 1 to 64 letters, digits, '_', '.' or '-'."),
        BatchFailure.InvalidRole => (HttpStatus.BadRequest, "invalid-role",
            "role must be 1 to 64 letters, digits, '_', '.' or '-'."),
        BatchFailure.InvalidUserId => (HttpStatus.BadRequest, "invalid-user-id",
            "user_id must be 1 to 256 bytes of UTF-8 without control characters."),
        BatchFailure.InvalidUserName => (HttpStatus.BadRequest, "invalid-user-name",
            "user_name must be 1 to 256 bytes of UTF-8 without control characters."),
        BatchFailure.InvalidExpiry => (HttpStatus.BadRequest, "invalid-expiry",
            "expires_in must be a whole number of seconds, 1 or more."),
        BatchFailure.ValueMissing => (HttpStatus.BadRequest, "value-missing",
            "This role's tokens need user_id, user_name, or a value that a batch cannot contain."),
        BatchFailure.TooLong => (HttpStatus.BadRequest, "too-long", "The values are too long for the token."),
        BatchFailure.OtherRoom => (HttpStatus.Forbidden, "other-room",
            "The credential is restricted to the room in its video.room: sign one with video.roomCreate."),
        BatchFailure.UnknownRoom => (HttpStatus.NotFound, DenialNames.Of(Denial.UnknownRoom),
            "The app has no room of this id."),
        BatchFailure.UnknownRole => (HttpStatus.NotFound, DenialNames.Of(Denial.UnknownRole),
            "The app has no role of this name."),
        BatchFailure.RoleNotAllowedInRoom => (HttpStatus.Forbidden, DenialNames.Of(Denial.RoleNotAllowedInRoom),
            "The role is not allowed in this room."),
        BatchFailure.RoomNotOpenYet => (HttpStatus.Forbidden, DenialNames.Of(Denial.RoomNotOpenYet),
            "The room is not open yet."),
        BatchFailure.RoomOver => (HttpStatus.Forbidden, DenialNames.Of(Denial.RoomOver), "The room is over."),
        BatchFailure.RoomDisabled => (HttpStatus.Forbidden, "room-disabled", "The room is disabled."),
        BatchFailure.ExpiryTooShort => (HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryTooShort),
            "expires_in is less than the role's minimum."),
        BatchFailure.ExpiryTooLong => (HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryTooLong),
            "expires_in is more than the role or the room type allows."),
        BatchFailure.ExpiryPastRoomEnd => (HttpStatus.Forbidden, DenialNames.Of(Denial.ExpiryPastRoomEnd),
            "The token would outlive the room."),
        BatchFailure.StorageUnavailable => (HttpStatus.ServiceUnavailable, "storage-unavailable",
            "Storage is unavailable, so the room's state is unknown. Try again."),
        BatchFailure.Busy => (HttpStatus.ServiceUnavailable, "busy",
            "No token can be issued at the moment. Try again."),
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
