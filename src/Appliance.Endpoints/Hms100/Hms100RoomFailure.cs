using Appliance.Http;
using Appliance.Json;

namespace Appliance.Endpoints;

/// <summary>Why 100ms's rooms, room codes and tokens for codes are not what is asked for.</summary>
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
    UnknownMember,
    DuplicateMember,
    InvalidMember,
    InvalidName,
    InvalidRegion,
    InvalidSize,
    InvalidMaxDuration,
    UnknownTemplate,
    ScheduledTemplate,
    OtherTemplate,
    InvalidPage,
    InvalidQuery,
    UnknownRoom,
    RoomDisabled,
    PolicyRoom,
    NameTaken,
    TooManyRooms,
    UnknownRole,
    RoleNotAllowed,
    MissingCode,
    UnknownCode,
    CodeDisabled,
    InvalidUserId,
    MissingUserId,
    RoomNotOpenYet,
    RoomOver,
    Unavailable,
}

/// <summary>The one table from failures to answers: <c>{"code":…,"message":…,"details":[…]}</c>.</summary>
internal static class Hms100RoomFailures
{
    private static readonly byte[][] Bodies =
        Answers.BodiesOf((int)Hms100RoomFailure.Unavailable + 1, row => Body((Hms100RoomFailure)row));

    public static Hms100RoomFailure Of(CredentialVerdict credential) => credential switch
    {
        CredentialVerdict.TooManyRequests => Hms100RoomFailure.TooManyRequests,
        CredentialVerdict.TooManyWrongKeys => Hms100RoomFailure.TooManyWrongKeys,
        _ => Hms100RoomFailure.Unauthorized,
    };

    public static Hms100RoomFailure Of(RoomState state) => state switch
    {
        RoomState.Open => Hms100RoomFailure.None,
        RoomState.Disabled => Hms100RoomFailure.RoomDisabled,
        _ => Hms100RoomFailure.UnknownRoom,
    };

    /// <summary>Where the token endpoint's failures have a name here.</summary>
    public static Hms100RoomFailure Of(Hms100Failure failure) => failure switch
    {
        Hms100Failure.RoomNotOpenYet => Hms100RoomFailure.RoomNotOpenYet,
        Hms100Failure.RoomOver => Hms100RoomFailure.RoomOver,
        Hms100Failure.RoleNotAllowed => Hms100RoomFailure.RoleNotAllowed,
        Hms100Failure.MissingUserId => Hms100RoomFailure.MissingUserId,
        Hms100Failure.TooLong => Hms100RoomFailure.InvalidUserId,
        _ => Hms100RoomFailure.Unavailable,
    };

    public static void Write(Hms100RoomFailure failure, ref HttpAnswer answer)
    {
        answer.Status = Row(failure).Status;
        answer.WriteJson(Bodies[(int)failure]);
        if (failure == Hms100RoomFailure.Unauthorized)
            answer.AddHeader(BackEndCredentials.BearerChallenge);
        else if (failure == Hms100RoomFailure.Unavailable)
            answer.AddRetryAfter(seconds: 1);
    }

    /// <summary>A 401 whose one detail is why the credential was refused.</summary>
    public static void WriteUnauthorized(CredentialRefusal refusal, ref HttpAnswer answer)
    {
        Span<byte> sentence = stackalloc byte[CredentialRefusal.SentenceBytesMax];
        JsonWriter json = new(answer.BodyBuffer);
        json.Raw("{\"code\":401,\"message\":\"Authentication error\",\"details\":["u8);
        json.String(refusal.Describe(sentence));
        json.Raw("]}"u8);
        answer.Status = HttpStatus.Unauthorized;
        answer.EndJson(json.Length);
        answer.AddHeader(BackEndCredentials.BearerChallenge);
    }

    private static string Body(Hms100RoomFailure failure)
    {
        (HttpStatus status, string message, string detail) = Row(failure);
        return $$"""{"code":{{(int)status}},"message":"{{message}}","details":["{{detail}}"]}""";
    }

    private static (HttpStatus Status, string Message, string Detail) Row(Hms100RoomFailure failure) => failure switch
    {
        Hms100RoomFailure.None => (HttpStatus.Ok, "", ""),
        Hms100RoomFailure.Unauthorized => (HttpStatus.Unauthorized, "Authentication error",
            "Send Authorization: Bearer with a management token of the app."),
        Hms100RoomFailure.TooManyRequests => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many requests from this address. Ask again as Retry-After says."),
        Hms100RoomFailure.TooManyWrongKeys => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many wrong keys from this address. Try again as Retry-After says."),
        Hms100RoomFailure.TooManyWrongCodes => (HttpStatus.TooManyRequests, "Too many requests",
            "Too many wrong codes from this address. Try again as Retry-After says."),
        Hms100RoomFailure.MethodNotAllowed => (HttpStatus.MethodNotAllowed, "Method not allowed",
            "The Allow header says which methods there are at this path."),
        Hms100RoomFailure.UnknownRoom => (HttpStatus.NotFound, "Room not found", "The app has no room of this id."),
        Hms100RoomFailure.RoomDisabled => (HttpStatus.Forbidden, "Room is disabled",
            "A disabled room has no tokens and no new codes."),
        Hms100RoomFailure.PolicyRoom => (HttpStatus.Forbidden, "Room of the policy",
            "The policy names this room: here it is only disabled and enabled, and has codes."),
        Hms100RoomFailure.NameTaken => (HttpStatus.Conflict, "Room name taken",
            "Another room of the app has this name."),
        Hms100RoomFailure.TooManyRooms => (HttpStatus.Forbidden, "Too many rooms",
            "The app has as many rooms as its policy allows."),
        Hms100RoomFailure.UnknownRole => (HttpStatus.NotFound, "Role not found", "The app has no role of this name."),
        Hms100RoomFailure.RoleNotAllowed => (HttpStatus.Forbidden, "Role not allowed",
            "The role may not enter this room."),
        Hms100RoomFailure.UnknownCode => (HttpStatus.NotFound, "Code not found", "There is no such room code."),
        Hms100RoomFailure.CodeDisabled => (HttpStatus.Forbidden, "Code is disabled", "The room code is disabled."),
        Hms100RoomFailure.RoomNotOpenYet => (HttpStatus.Forbidden, "Room is not open", "The room is not open yet."),
        Hms100RoomFailure.RoomOver => (HttpStatus.Forbidden, "Room is over",
            "The room's time is over, or its only session has begun."),
        Hms100RoomFailure.Unavailable => (HttpStatus.ServiceUnavailable, "Service unavailable",
            "It could not be done, or not in time. Look what there is by now, and try again."),
        _ => (HttpStatus.BadRequest, "Invalid request", DetailOfBody(failure)),
    };

    /// <summary>What may be wrong with a body or a query: a 400, all of it.</summary>
    private static string DetailOfBody(Hms100RoomFailure failure) => failure switch
    {
        Hms100RoomFailure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        Hms100RoomFailure.NotAnObject => "The body must be a JSON object.",
        Hms100RoomFailure.UnknownMember => "The body has a member that is not known here.",
        Hms100RoomFailure.DuplicateMember => "A member of the body is given twice.",
        Hms100RoomFailure.InvalidMember => "A member of the body has a value of another kind than it may have, or is "
            + "longer than 256 bytes, or an object than 1024.",
        Hms100RoomFailure.InvalidName => "name must be 1 to 128 letters, digits, '.', '-', ':' or '_'.",
        Hms100RoomFailure.InvalidRegion => "region must be in, us, eu or auto.",
        Hms100RoomFailure.InvalidSize => "size must be a whole number, 0 to 2500, or to 20000 for a large_room.",
        Hms100RoomFailure.InvalidMaxDuration => "max_duration_seconds must be a whole number, 120 to 43200.",
        Hms100RoomFailure.UnknownTemplate => "template_id must be the name of a room type of the app, which has to "
            + "have a permanent one if none is given.",
        Hms100RoomFailure.ScheduledTemplate => "template_id names a room type of scheduled rooms, which this API has "
            + "no start for.",
        Hms100RoomFailure.OtherTemplate => "A room keeps its kind, and whether its tokens are good once: make another "
            + "room with this template_id.",
        Hms100RoomFailure.InvalidPage => "The query may have limit, 10 to 100, start, what a page before gave as last, "
            + "name, and enabled, true or false.",
        Hms100RoomFailure.InvalidQuery => "There is nothing to ask for in a query here.",
        Hms100RoomFailure.MissingCode => "code must be there, a string, and where one is switched enabled, true "
            + "or false.",
        Hms100RoomFailure.InvalidUserId => "user_id must be 1 to 256 bytes of UTF-8 without control characters.",
        Hms100RoomFailure.MissingUserId => "user_id is missing.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
