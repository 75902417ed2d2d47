using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a request to the 100ms API gets no token.</summary>
internal enum Hms100Failure : byte
{
    None,
    NotJson,
    NotAnObject,
    NotAForm,
    DuplicateMember,
    WrongType,
    TooManyMembers,
    NumberTooLong,
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
    UnknownRole,
    RoleNotAllowed,
    RoleNotIssued,
    RoomNotOpenYet,
    RoomOver,
    RoomDisabled,
    MethodNotAllowed,
    TooManyRequests,
    StorageUnavailable,
    Busy,
}

/// <summary>The table from failures to responses; the bodies are built once.</summary>
internal static class Hms100Failures
{
    /// <summary>The version in the vendor's published responses.</summary>
    public const string ApiVersion = "2.0.192";

    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)Hms100Failure.Busy + 1, row => Body((Hms100Failure)row));

    public static Hms100Failure Of(BodyError error) => error switch
    {
        BodyError.NotJson => Hms100Failure.NotJson,
        BodyError.NotAnObject => Hms100Failure.NotAnObject,
        BodyError.NotAForm => Hms100Failure.NotAForm,
        BodyError.Duplicate => Hms100Failure.DuplicateMember,
        BodyError.TooManyMembers => Hms100Failure.TooManyMembers,
        BodyError.NumberTooLong => Hms100Failure.NumberTooLong,
        BodyError.WrongType => Hms100Failure.WrongType,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>The failure of an issue result.</summary>
    public static Hms100Failure Of(in IssueResult issue) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        // The user id is the only value that callers of this API can send.
        IssueVerdict.ValueMissing => Hms100Failure.MissingUserId,
        IssueVerdict.ClaimsTooLong => Hms100Failure.TooLong,
        _ => Hms100Failure.Busy,
    };

    /// <summary>The failure of a denial by the policy.</summary>
    public static Hms100Failure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => Hms100Failure.UnknownRoom,
        Denial.RoomNotOpenYet => Hms100Failure.RoomNotOpenYet,
        Denial.RoomOver => Hms100Failure.RoomOver,
        Denial.UnknownRole => Hms100Failure.UnknownRole,
        _ => Hms100Failure.RoleNotAllowed,
    };

    public static Hms100Failure Of(RoomState state) => state switch
    {
        RoomState.Disabled => Hms100Failure.RoomDisabled,
        RoomState.Unavailable => Hms100Failure.StorageUnavailable,
        _ => Hms100Failure.UnknownRoom,
    };

    /// <param name="failure">Why there is no token.</param>
    /// <param name="error">The member that the failure is about, if any.</param>
    /// <param name="response">Is filled in.</param>
    public static void Write(Hms100Failure failure, scoped MemberError error, ref HttpResponse response)
    {
        response.Status = StatusOf(failure);
        response.WriteJson(Bodies[(int)failure], error);
        if (failure == Hms100Failure.StorageUnavailable)
            response.AddRetryAfter(seconds: 1);
    }

    private static HttpStatus StatusOf(Hms100Failure failure) => failure switch
    {
        Hms100Failure.UnknownApp or Hms100Failure.UnknownRoom => HttpStatus.NotFound,
        Hms100Failure.EndpointDisabled or Hms100Failure.RoleNotAllowed => HttpStatus.Forbidden,
        Hms100Failure.UnknownRole or Hms100Failure.RoleNotIssued => HttpStatus.Forbidden,
        Hms100Failure.RoomNotOpenYet or Hms100Failure.RoomOver => HttpStatus.Forbidden,
        Hms100Failure.RoomDisabled => HttpStatus.Forbidden,
        Hms100Failure.MethodNotAllowed => HttpStatus.MethodNotAllowed,
        Hms100Failure.TooManyRequests => HttpStatus.TooManyRequests,
        Hms100Failure.Busy or Hms100Failure.StorageUnavailable => HttpStatus.ServiceUnavailable,
        _ => HttpStatus.BadRequest,
    };

    private static string Message(Hms100Failure failure) => failure switch
    {
        Hms100Failure.None => "",
        Hms100Failure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        Hms100Failure.NotAnObject => "The body must be a JSON object or a form with room_id, role and, optionally, "
            + "user_id.",
        Hms100Failure.NotAForm => "The form is not percent-encoded UTF-8: encode it, or send JSON.",
        Hms100Failure.DuplicateMember => "{member} is repeated: send it once.",
        Hms100Failure.WrongType => "{member} must be a string.",
        Hms100Failure.TooManyMembers => "The body has more than 64 unknown members; {member} is one too many.",
        Hms100Failure.NumberTooLong => "{member} has a number of more than 1000 characters.",
        Hms100Failure.MissingRoomId => "room_id is missing or empty: send the id of one of the app's rooms.",
        Hms100Failure.MissingRole => "role is missing or empty: send the name of one of the app's roles.",
        Hms100Failure.InvalidRoomId => "room_id must be 1 to 64 letters, digits, '_', '.' or '-'.",
        Hms100Failure.InvalidRole => "role must be 1 to 64 letters, digits, '_', '.' or '-'.",
        Hms100Failure.InvalidUserId => "user_id must be a string of at most 256 bytes of UTF-8 without control "
            + "characters, or a whole number of at most 20 digits.",
        Hms100Failure.MissingUserId => "user_id is missing.",
        Hms100Failure.TooLong => "user_id is too long for the token.",
        Hms100Failure.UnknownApp => "No app has this subdomain.",
        Hms100Failure.EndpointDisabled => "Generating token using the room_id and role is disabled.",
        Hms100Failure.UnknownRoom => "The room does not exist.",
        Hms100Failure.UnknownRole => "The app has no role {member}.",
        Hms100Failure.RoleNotAllowed => "The role is not allowed in this room.",
        Hms100Failure.RoleNotIssued => "The token endpoint does not issue this role: list it in the policy's "
            + "tokenEndpoint.roles, or use a room code.",
        Hms100Failure.RoomNotOpenYet => "The room is not open yet.",
        Hms100Failure.RoomOver => "The room is over.",
        Hms100Failure.RoomDisabled => "The room is disabled.",
        Hms100Failure.MethodNotAllowed => "Use POST.",
        Hms100Failure.TooManyRequests => "Too many requests from this address. Wait for the time in Retry-After.",
        Hms100Failure.StorageUnavailable => "Storage is unavailable, so the room's state is unknown. Try again.",
        Hms100Failure.Busy => "No token can be issued at the moment. Try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    /// <summary>The vendor's envelope, then the members that its SDK reads from errors. The vendor publishes the
    /// response of a disabled endpoint without <c>status</c>, and so does the appliance.</summary>
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
