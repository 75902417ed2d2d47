using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a request to the 100ms API gets no token.</summary>
internal enum Hms100Failure : byte
{
    None,
    NotJson,
    NotAnObject,
    UnknownMember,
    DuplicateMember,
    NotAString,
    MissingRoomId,
    MissingRole,
    InvalidRoomId,
    InvalidRole,
    InvalidUserId,
    MissingUserId,
    TooLong,
    UnknownApp,
    EndpointDisabled,
    UnknownRoom,
    RoleNotAllowed,
    RoomNotOpenYet,
    RoomOver,
    RoomDisabled,
    MethodNotAllowed,
    TooManyRequests,
    Busy,
}

/// <summary>The one table from failures to answers, each body made once.</summary>
internal static class Hms100Failures
{
    /// <summary>The version that the published answers carry.</summary>
    public const string ApiVersion = "2.0.192";

    private static readonly byte[][] Bodies =
        Answers.BodiesOf((int)Hms100Failure.Busy + 1, row => Body((Hms100Failure)row));

    /// <summary>The API's name for why there is no token.</summary>
    public static Hms100Failure Of(in Issue issue) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        // The user's id is all that this API takes from callers.
        IssueVerdict.ValueMissing => Hms100Failure.MissingUserId,
        IssueVerdict.ClaimsTooLong => Hms100Failure.TooLong,
        _ => Hms100Failure.Busy,
    };

    /// <summary>The API's name for the policy's refusal.</summary>
    public static Hms100Failure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => Hms100Failure.UnknownRoom,
        Denial.RoomNotOpenYet => Hms100Failure.RoomNotOpenYet,
        Denial.RoomOver => Hms100Failure.RoomOver,
        _ => Hms100Failure.RoleNotAllowed,
    };

    public static Hms100Failure Of(RoomState state) => state switch
    {
        RoomState.Disabled => Hms100Failure.RoomDisabled,
        _ => Hms100Failure.UnknownRoom,
    };

    public static void Write(Hms100Failure failure, ref HttpAnswer answer)
    {
        answer.Status = StatusOf(failure);
        answer.WriteJson(Bodies[(int)failure]);
    }

    private static HttpStatus StatusOf(Hms100Failure failure) => failure switch
    {
        Hms100Failure.UnknownApp or Hms100Failure.UnknownRoom => HttpStatus.NotFound,
        Hms100Failure.EndpointDisabled or Hms100Failure.RoleNotAllowed => HttpStatus.Forbidden,
        Hms100Failure.RoomNotOpenYet or Hms100Failure.RoomOver => HttpStatus.Forbidden,
        Hms100Failure.RoomDisabled => HttpStatus.Forbidden,
        Hms100Failure.MethodNotAllowed => HttpStatus.MethodNotAllowed,
        Hms100Failure.TooManyRequests => HttpStatus.TooManyRequests,
        Hms100Failure.Busy => HttpStatus.ServiceUnavailable,
        _ => HttpStatus.BadRequest,
    };

    private static string Message(Hms100Failure failure) => failure switch
    {
        Hms100Failure.None => "",
        Hms100Failure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        Hms100Failure.NotAnObject => "The body must be a JSON object with room_id, role and, if you like, user_id.",
        Hms100Failure.UnknownMember => "The body may have room_id, role and user_id and no other member.",
        Hms100Failure.DuplicateMember => "A member of the body is given twice.",
        Hms100Failure.NotAString => "room_id, role and user_id must be strings.",
        Hms100Failure.MissingRoomId => "room_id is missing or empty.",
        Hms100Failure.MissingRole => "role is missing or empty.",
        Hms100Failure.InvalidRoomId => "room_id must be 1 to 64 letters, digits, '_', '.' or '-'.",
        Hms100Failure.InvalidRole => "role must be 1 to 64 letters, digits, '_', '.' or '-'.",
        Hms100Failure.InvalidUserId => "user_id must be 1 to 256 bytes of UTF-8 without control characters.",
        Hms100Failure.MissingUserId => "user_id is missing.",
        Hms100Failure.TooLong => "user_id is too long for the token.",
        Hms100Failure.UnknownApp => "No app has this subdomain.",
        Hms100Failure.EndpointDisabled => "Generating token using the room_id and role is disabled.",
        Hms100Failure.UnknownRoom => "The room does not exist.",
        Hms100Failure.RoleNotAllowed => "The role is not allowed in this room.",
        Hms100Failure.RoomNotOpenYet => "The room is not open yet.",
        Hms100Failure.RoomOver => "The room is over.",
        Hms100Failure.RoomDisabled => "The room is disabled.",
        Hms100Failure.MethodNotAllowed => "Ask for a token with POST.",
        Hms100Failure.TooManyRequests => "Too many requests from this address. Ask again as Retry-After says.",
        Hms100Failure.Busy => "No token can be issued at the moment. Try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    /// <summary>The vendor's envelope, then what its SDK reads from errors. The disabled answer is published without
    /// <c>status</c>, and stays so.</summary>
    private static string Body(Hms100Failure failure)
    {
        string message = Message(failure);
        int code = (int)StatusOf(failure);
        string status = failure == Hms100Failure.EndpointDisabled ? "" : $"\"status\":{code},";
        return $$"""
            {"success":false,"msg":"{{message}}",{{status}}"api_version":"{{ApiVersion}}",
            """ + $$"""
            "code":{{code}},"message":"{{message}}"}
            """;
    }
}
