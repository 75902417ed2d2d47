using Appliance.Http;
using Appliance.Json;
using Appliance.Rooms;

namespace Appliance.Endpoints;

/// <summary>Why a request about 100ms's rooms, room codes or tokens for codes fails.</summary>
internal enum Hms100RoomFailure : byte
{
    None,
    Unauthorized,
    TooManyRequests,
    TooManyWrongKeys,
    TooManyWrongCodes,
    MethodNotAllowed,
    NotJson,
    NotAnObject,
    NotAForm,
    DuplicateMember,
    TooManyMembers,
    NumberTooLong,
    MissingSubdomain,
    InvalidMember,
    InvalidSize,
    TooLong,
    UnknownTemplate,
    ConflictingTemplates,
    ScheduledTemplate,
    TemplateImmutable,
    InvalidPage,
    InvalidCodePage,
    UnknownRoom,
    RoomDisabled,
    PolicyRoom,
    NameTaken,
    TooManyRooms,
    UnknownRole,
    RoleNotAllowed,
    MissingCode,
    MissingEnabled,
    UnknownCode,
    CodeDisabled,
    InvalidUserId,
    MissingUserId,
    RoomNotOpenYet,
    RoomOver,
    NotServed,
    UnknownTemplateId,
    NoSession,
    StorageUnavailable,
    Unavailable,
}

/// <summary>The table from failures to responses: <c>{"code":…,"message":…,"details":[…]}</c>.</summary>
internal static class Hms100RoomFailures
{
    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)Hms100RoomFailure.Unavailable + 1, row => Body((Hms100RoomFailure)row));

    public static Hms100RoomFailure Of(CredentialVerdict credential) => credential switch
    {
        CredentialVerdict.TooManyRequests => Hms100RoomFailure.TooManyRequests,
        CredentialVerdict.TooManyWrongKeys => Hms100RoomFailure.TooManyWrongKeys,
        _ => Hms100RoomFailure.Unauthorized,
    };

    public static Hms100RoomFailure Of(BodyError error) => error switch
    {
        BodyError.None => Hms100RoomFailure.None,
        BodyError.NotJson => Hms100RoomFailure.NotJson,
        BodyError.NotAnObject => Hms100RoomFailure.NotAnObject,
        BodyError.NotAForm => Hms100RoomFailure.NotAForm,
        BodyError.Duplicate => Hms100RoomFailure.DuplicateMember,
        BodyError.TooManyMembers => Hms100RoomFailure.TooManyMembers,
        BodyError.NumberTooLong => Hms100RoomFailure.NumberTooLong,
        BodyError.WrongType => Hms100RoomFailure.InvalidMember,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    public static Hms100RoomFailure Of(RoomState state) => state switch
    {
        RoomState.Open => Hms100RoomFailure.None,
        RoomState.Disabled => Hms100RoomFailure.RoomDisabled,
        RoomState.Unavailable => Hms100RoomFailure.StorageUnavailable,
        _ => Hms100RoomFailure.UnknownRoom,
    };

    /// <summary>Maps a failure of the token endpoint.</summary>
    public static Hms100RoomFailure Of(Hms100Failure failure) => failure switch
    {
        Hms100Failure.RoomNotOpenYet => Hms100RoomFailure.RoomNotOpenYet,
        Hms100Failure.RoomOver => Hms100RoomFailure.RoomOver,
        Hms100Failure.RoleNotAllowed => Hms100RoomFailure.RoleNotAllowed,
        Hms100Failure.MissingUserId => Hms100RoomFailure.MissingUserId,
        Hms100Failure.TooLong => Hms100RoomFailure.InvalidUserId,
        _ => Hms100RoomFailure.Unavailable,
    };

    /// <param name="failure">Why the request fails.</param>
    /// <param name="error">The member that the failure is about, if any.</param>
    /// <param name="response">Is filled in.</param>
    public static void Write(Hms100RoomFailure failure, scoped MemberError error, ref HttpResponse response)
    {
        response.Status = Row(failure).Status;
        response.WriteJson(Bodies[(int)failure], error);
        if (failure is Hms100RoomFailure.Unavailable or Hms100RoomFailure.StorageUnavailable)
            response.AddRetryAfter(seconds: 1);
    }

    /// <summary>A 401 that gives the reason of the rejection.</summary>
    public static void WriteUnauthorized(CredentialRejection rejection, ref HttpResponse response)
    {
        Span<byte> scratch = stackalloc byte[CredentialRejection.SentenceBytesMax];
        ReadOnlySpan<byte> sentence = rejection.Describe(scratch);
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{"u8);
        WriteUnauthorizedMembers(ref json, sentence);
        json.Raw("}"u8);
        response.Status = HttpStatus.Unauthorized;
        response.EndJson(json.Length);
        response.AddHeader(BackEndCredentials.BearerChallenge);
    }

    /// <summary>The members of a 401, without braces.</summary>
    public static void WriteUnauthorizedMembers(ref JsonWriter json, scoped ReadOnlySpan<byte> sentence)
    {
        json.Raw("\"code\":401,\"message\":"u8);
        json.String(sentence);
        json.Raw(",\"details\":["u8);
        json.String(sentence);
        json.Raw("]"u8);
    }

    private static string Body(Hms100RoomFailure failure)
    {
        (HttpStatus status, string message, string detail) = Row(failure);
        // The vendor's SDK shows only the message to its users.
        return $$"""{"code":{{(int)status}},"message":"{{message}}: {{detail}}","details":["{{detail}}"]}""";
    }

    private static (HttpStatus Status, string Message, string Detail) Row(Hms100RoomFailure failure) => failure switch
    {
        Hms100RoomFailure.None => (HttpStatus.Ok, "", ""),
        // WriteUnauthorized adds the detail.
        Hms100RoomFailure.Unauthorized => (HttpStatus.Unauthorized, "Authentication error", ""),
        Hms100RoomFailure.TooManyRequests => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many requests from this address. Wait for the time in Retry-After."),
        Hms100RoomFailure.TooManyWrongKeys => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many wrong keys from this address. Wait for the time in Retry-After."),
        Hms100RoomFailure.TooManyWrongCodes => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many wrong codes from this address. Wait for the time in Retry-After."),
        Hms100RoomFailure.MethodNotAllowed => (HttpStatus.MethodNotAllowed, "Method not allowed",
            "The Allow header lists the methods of this path."),
        Hms100RoomFailure.UnknownRoom => (HttpStatus.NotFound, "Room not found", "The app has no room of this id."),
        Hms100RoomFailure.RoomDisabled => (HttpStatus.Forbidden, "Room is disabled",
            "A disabled room issues no tokens and no new codes."),
        Hms100RoomFailure.PolicyRoom => (HttpStatus.Forbidden, "Policy room",
            "This room is defined in the policy: the API can only enable or disable it and manage its codes."),
        Hms100RoomFailure.NameTaken => (HttpStatus.Conflict, "Room name taken",
            "Another room of the app has this name."),
        Hms100RoomFailure.TooManyRooms => (HttpStatus.Forbidden, "Too many rooms",
            "The app has reached its maxRooms: delete rooms, or raise maxRooms in the policy."),
        Hms100RoomFailure.UnknownRole => (HttpStatus.NotFound, "Role not found", "The app has no role of this name."),
        Hms100RoomFailure.RoleNotAllowed => (HttpStatus.Forbidden, "Role not allowed",
            "The room does not allow this role."),
        Hms100RoomFailure.UnknownCode => (HttpStatus.NotFound, "Code not found", "The room code is unknown."),
        Hms100RoomFailure.CodeDisabled => (HttpStatus.Forbidden, "Code is disabled", "The room code is disabled."),
        Hms100RoomFailure.RoomNotOpenYet => (HttpStatus.Forbidden, "Room is not open", "The room is not open yet."),
        Hms100RoomFailure.RoomOver => (HttpStatus.Forbidden, "Room is over",
            "The scheduled time or the session of the room is over."),
        Hms100RoomFailure.NotServed => (HttpStatus.NotFound, "Not found",
            "Unknown path: this appliance issues tokens and stores rooms and room codes."),
        Hms100RoomFailure.UnknownTemplateId => (HttpStatus.NotFound, "Template not found",
            "The app has no template of this id. GET /v2/templates lists them."),
        Hms100RoomFailure.NoSession => (HttpStatus.NotFound, "Session not found",
            "The appliance does not track sessions."),
        Hms100RoomFailure.StorageUnavailable => (HttpStatus.ServiceUnavailable, "Service unavailable",
            "Storage is unavailable, so rooms and room codes are unknown. Try again."),
        Hms100RoomFailure.Unavailable => (HttpStatus.ServiceUnavailable, "Service unavailable",
            "The request could not be completed, or not in time. Read the current state and try again."),
        _ => (HttpStatus.BadRequest, "Invalid request", DetailOfBody(failure)),
    };

    /// <summary>Failures of a body or a query, all with a 400.</summary>
    private static string DetailOfBody(Hms100RoomFailure failure) => failure switch
    {
        Hms100RoomFailure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        Hms100RoomFailure.NotAnObject => "The body must be a JSON object.",
        Hms100RoomFailure.NotAForm => "The form is not percent-encoded UTF-8: encode it, or send JSON.",
        Hms100RoomFailure.DuplicateMember => "{member} is repeated: send it once.",
        Hms100RoomFailure.InvalidMember => "{member} must be {expected}.",
        Hms100RoomFailure.TooManyMembers => "The body has more than 64 unknown members; {member} is one too many.",
        Hms100RoomFailure.NumberTooLong => "{member} has a number of more than 1000 characters.",
        Hms100RoomFailure.MissingSubdomain => "Send the header subdomain once, with the app's name, such as johndoe.",
        Hms100RoomFailure.InvalidSize => "size must be a whole number, 0 to 2500, or to 20000 for a large_room.",
        Hms100RoomFailure.TooLong => "The members together are too long for a room: shorten or remove some.",
        Hms100RoomFailure.UnknownTemplate => "template_id must be the name of a room type of the app, or an id in the "
            + "policy's templateIds. Without a template_id the app needs a permanent room type.",
        Hms100RoomFailure.ConflictingTemplates => "template_id and template differ. Send only template_id.",
        Hms100RoomFailure.ScheduledTemplate => "template_id names a room type for scheduled rooms, but this API "
            + "cannot set a start.",
        Hms100RoomFailure.TemplateImmutable =>
            "A room's kind and single use are immutable: create another room with this template_id.",
        Hms100RoomFailure.InvalidPage => "The query may have, each once: limit, 10 to 100; start, which is the "
            + "last of the previous page; name; enabled, true or false; template_id; before and after, instants such "
            + "as 2040-01-01T10:00:00Z.",
        Hms100RoomFailure.InvalidCodePage => "The query may have, each once: limit, 1 to 100; start, which is the "
            + "last of the previous page; role; enabled, true or false.",
        Hms100RoomFailure.MissingCode => "code is missing or not a string: send a room code such as abc-defg-hij.",
        Hms100RoomFailure.MissingEnabled => "enabled is missing: send true or false.",
        Hms100RoomFailure.InvalidUserId => "user_id must be a string of at most 256 bytes of UTF-8 without control "
            + "characters, or a whole number of at most 20 digits.",
        Hms100RoomFailure.MissingUserId => "user_id is missing.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
