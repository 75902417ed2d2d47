using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>The error responses about 100ms's rooms, room codes and tokens for codes:
/// <c>{"code":…,"message":…,"details":[…]}</c>.</summary>
internal static class Hms100BackEndFailures
{
    private const string NoCode = "code is missing or not a string: send a room code such as abc-defg-hij.";

    public static FailureTable Table { get; } = new(
        Body, BackEndCredentials.BearerChallenge,
        // The sentence of the rejection is both the message and the detail.
        new(Failure.Unauthorized, HttpStatus.Unauthorized, "{expected}"),
        new(
            Failure.TooManyRequests, HttpStatus.TooManyRequests,
            "Too many requests from this address. Wait for the time in Retry-After.", "Too many requests"),
        new(
            Failure.TooManyWrongKeys, HttpStatus.TooManyRequests,
            "Too many wrong keys from this address. Wait for the time in Retry-After.", "Too many requests"),
        new(
            Failure.TooManyWrongCodes, HttpStatus.TooManyRequests,
            "Too many wrong codes from this address. Wait for the time in Retry-After.", "Too many requests"),
        new(
            Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed,
            "The Allow header lists the methods of this path.", "Method not allowed"),
        new(
            Failure.NotServed, HttpStatus.NotFound,
            "Unknown path: this appliance issues tokens and stores rooms and room codes.", "Not found"),

        UnknownRoom(Failure.UnknownRoom),
        UnknownRoom(Failure.MalformedRoomId),
        new(
            Failure.RoomDisabled, HttpStatus.Forbidden,
            "A disabled room issues no tokens and no new codes.", "Room is disabled"),
        new(
            Failure.PolicyRoomReadOnly, HttpStatus.Forbidden,
            "This room is defined in the policy: the API can only enable or disable it and manage its codes.",
            "Policy room"),
        new(
            Failure.NameTaken, HttpStatus.Conflict,
            "Another room of the app has this name.", "Room name taken"),
        new(
            Failure.TooManyRooms, HttpStatus.Forbidden,
            "The app has reached its maxRooms: delete rooms, or raise maxRooms in the policy.", "Too many rooms"),
        new(Failure.UnknownRole, HttpStatus.NotFound, "The app has no role of this name.", "Role not found"),
        new(Failure.RoleNotAllowed, HttpStatus.Forbidden, "The room does not allow this role.", "Role not allowed"),
        new(Failure.UnknownCode, HttpStatus.NotFound, "The room code is unknown.", "Code not found"),
        new(Failure.CodeDisabled, HttpStatus.Forbidden, "The room code is disabled.", "Code is disabled"),
        new(Failure.RoomNotOpenYet, HttpStatus.Forbidden, "The room is not open yet.", "Room is not open"),
        new(
            Failure.RoomOver, HttpStatus.Forbidden,
            "The scheduled time or the session of the room is over.", "Room is over"),
        new(
            Failure.UnknownRoomTypeId, HttpStatus.NotFound,
            "The app has no template of this id. GET /v2/templates lists them.", "Template not found"),
        new(Failure.NoSession, HttpStatus.NotFound, "The appliance does not track sessions.", "Session not found"),

        Invalid(Failure.NotJson, "The body is not JSON in UTF-8, or is nested more than 8 deep."),
        Invalid(Failure.NotAnObject, "The body must be a JSON object."),
        Invalid(Failure.NotAForm, "The form is not percent-encoded UTF-8: encode it, or send JSON."),
        Invalid(Failure.DuplicateMember, "{member} is repeated: send it once."),
        Invalid(Failure.TooManyMembers, "The body has more than 64 unknown members; {member} is one too many."),
        Invalid(Failure.NumberTooLong, "{member} has a number of more than 1000 characters."),
        Invalid(Failure.WrongType, NoCode, Hms100CodeToken.Code),
        Invalid(Failure.WrongType, "{member} must be {expected}."),
        Invalid(Failure.InvalidMember, "{member} must be {expected}."),
        Invalid(Failure.MissingMember, NoCode, Hms100CodeToken.Code),
        Invalid(Failure.MissingMember, NoCode, Hms100RoomCodes.Code),
        Invalid(Failure.MissingMember, "enabled is missing: send true or false.", Hms100RoomCodes.Enabled),
        Invalid(Failure.ValueMissing, "user_id is missing."),
        Invalid(Failure.ValuesTooLong, "The members together are too long for a room: shorten or remove some."),
        Invalid(Failure.MissingAppName, "Send the header subdomain once, with the app's name, such as johndoe."),
        Invalid(
            Failure.UnknownRoomType,
            "template_id must be the name of a room type of the app, or an id in the policy's templateIds. Without a "
            + "template_id the app needs a permanent room type."),
        Invalid(Failure.ConflictingRoomTypes, "template_id and template differ. Send only template_id."),
        Invalid(
            Failure.ScheduledRoomType,
            "template_id names a room type for scheduled rooms, but this API cannot set a start."),
        Invalid(
            Failure.RoomTypeImmutable,
            "A room's kind and single use are immutable: create another room with this template_id."),
        Invalid(
            Failure.InvalidPage,
            "The query may have, each once: limit, 10 to 100; start, which is the last of the previous page; name; "
            + "enabled, true or false; template_id; before and after, instants such as 2040-01-01T10:00:00Z."),
        Invalid(
            Failure.InvalidCodePage,
            "The query may have, each once: limit, 1 to 100; start, which is the last of the previous page; role; "
            + "enabled, true or false."),

        Unavailable(
            Failure.StorageUnavailable,
            "Storage is unavailable, so rooms and room codes are unknown. Try again."),
        NotCompleted(Failure.NotCompleted),
        NotCompleted(Failure.ResponseTooLong),
        NotCompleted(Failure.Busy));

    private static FailureRow UnknownRoom(Failure failure) =>
        new(failure, HttpStatus.NotFound, "The app has no room of this id.", "Room not found");

    private static FailureRow Invalid(Failure failure, string text, Member? member = null) =>
        new(failure, HttpStatus.BadRequest, text, "Invalid request") { Member = member };

    private static FailureRow NotCompleted(Failure failure) => Unavailable(
        failure,
        "The request could not be completed, or not in time. Read the current state and try again.");

    private static FailureRow Unavailable(Failure failure, string text) =>
        new(failure, HttpStatus.ServiceUnavailable, text, "Service unavailable") { Retries = true };

    /// <summary>The vendor's SDK shows only the message to its users.</summary>
    private static string Body(FailureRow row)
    {
        string message = row.Title == "" ? row.Text : $"{row.Title}: {row.Text}";
        return $$"""{"code":{{(int)row.Status}},"message":"{{message}}","details":["{{row.Text}}"]}""";
    }
}
