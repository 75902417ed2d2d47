using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a request to the EnableX API gets no token.</summary>
internal enum EnableXFailure : byte
{
    None,
    Unauthorized,
    NotJson,
    NotAnObject,
    NotAForm,
    DuplicateMember,
    TooManyMembers,
    NumberTooLong,
    MissingRoomId,
    InvalidRoomId,
    MissingName,
    InvalidName,
    MissingUserRef,
    InvalidUserRef,
    MissingRole,
    InvalidRole,
    UnknownRole,
    InvalidData,
    MissingData,
    TooLong,
    UnknownRoom,
    RoleNotAllowed,
    RoomNotOpenYet,
    RoomOver,
    RoomDisabled,
    MethodNotAllowed,
    TooManyRequests,
    TooManyWrongKeys,
    FrontDisabled,
    StorageUnavailable,
    Busy,
}

/// <summary>The table from failures to responses: the vendor's result codes with a matching HTTP status.</summary>
internal static class EnableXFailures
{
    /// <summary>The vendor publishes no code for a malformed body; this one is the appliance's.</summary>
    public const int MalformedRequest = 40000;

    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)EnableXFailure.Busy + 1, row => Body((EnableXFailure)row));

    public static EnableXFailure Of(BodyError error) => error switch
    {
        BodyError.NotJson => EnableXFailure.NotJson,
        BodyError.NotAnObject => EnableXFailure.NotAnObject,
        BodyError.NotAForm => EnableXFailure.NotAForm,
        BodyError.Duplicate => EnableXFailure.DuplicateMember,
        BodyError.TooManyMembers => EnableXFailure.TooManyMembers,
        BodyError.NumberTooLong => EnableXFailure.NumberTooLong,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>The failure of an issue result.</summary>
    public static EnableXFailure Of(in IssueResult issue) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        // The body must contain every other value that a token can require.
        IssueVerdict.ValueMissing => EnableXFailure.MissingData,
        IssueVerdict.ClaimsTooLong => EnableXFailure.TooLong,
        _ => EnableXFailure.Busy,
    };

    /// <summary>The failure of a denial by the policy.</summary>
    public static EnableXFailure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => EnableXFailure.UnknownRoom,
        Denial.UnknownRole => EnableXFailure.UnknownRole,
        Denial.RoomNotOpenYet => EnableXFailure.RoomNotOpenYet,
        Denial.RoomOver => EnableXFailure.RoomOver,
        _ => EnableXFailure.RoleNotAllowed,
    };

    public static EnableXFailure Of(CredentialVerdict credential) => credential switch
    {
        CredentialVerdict.TooManyRequests => EnableXFailure.TooManyRequests,
        CredentialVerdict.TooManyWrongKeys => EnableXFailure.TooManyWrongKeys,
        _ => EnableXFailure.Unauthorized,
    };

    public static EnableXFailure Of(RoomState state) => state switch
    {
        RoomState.Disabled => EnableXFailure.RoomDisabled,
        RoomState.Unavailable => EnableXFailure.StorageUnavailable,
        _ => EnableXFailure.UnknownRoom,
    };

    /// <param name="failure">Why there is no token.</param>
    /// <param name="error">The member that the failure is about, if any.</param>
    /// <param name="response">Is filled in.</param>
    public static void Write(EnableXFailure failure, scoped MemberError error, ref HttpResponse response)
    {
        response.Status = Row(failure).Status;
        response.WriteJson(Bodies[(int)failure], error);
        if (failure == EnableXFailure.Unauthorized)
            response.AddHeader(BackEndCredentials.BasicChallenge);
        else if (failure == EnableXFailure.StorageUnavailable)
            response.AddRetryAfter(seconds: 1);
    }

    private static string Body(EnableXFailure failure)
    {
        (_, int result, string error, string description) = Row(failure);
        return Body(result, error, description);
    }

    /// <summary>An error in the vendor's format.</summary>
    public static string Body(int result, string error, string description) =>
        $$"""{"result":{{result}},"error":"{{error}}","desc":"{{description}}"}""";

    private static (HttpStatus Status, int Result, string Error, string Description) Row(EnableXFailure failure) =>
        failure switch
        {
            EnableXFailure.None => (HttpStatus.Ok, 0, "", ""),
            EnableXFailure.Unauthorized => (HttpStatus.Unauthorized, 40002, "Token denied: unauthorized",
                "{expected}"),
            EnableXFailure.NotJson => (HttpStatus.BadRequest, MalformedRequest, "Malformed body",
                "The body is not JSON in UTF-8, or is nested more than 8 deep."),
            EnableXFailure.NotAnObject => (HttpStatus.BadRequest, MalformedRequest, "Malformed body",
                "The body must be a JSON object or a form with name, role, user_ref and optionally data."),
            EnableXFailure.NotAForm => (HttpStatus.BadRequest, MalformedRequest, "Malformed body",
                "The form is not percent-encoded UTF-8: encode it, or send JSON."),
            EnableXFailure.DuplicateMember => (HttpStatus.BadRequest, MalformedRequest, "Duplicate member",
                "{member} is repeated: send it once."),
            EnableXFailure.TooManyMembers => (HttpStatus.BadRequest, MalformedRequest, "Too many members",
                "The body has more than 64 unknown members; {member} is one too many."),
            EnableXFailure.NumberTooLong => (HttpStatus.BadRequest, MalformedRequest, "Number too long",
                "{member} has a number of more than 1000 characters."),
            EnableXFailure.MissingRoomId => (HttpStatus.BadRequest, MalformedRequest, "Missing roomId",
                "roomId is missing or empty: send the room_id that /createRoom returned."),
            EnableXFailure.InvalidRoomId => (HttpStatus.BadRequest, MalformedRequest, "Invalid roomId",
                "roomId must be a string."),
            EnableXFailure.MissingName => (HttpStatus.BadRequest, 10101, "Missing name",
                "name is missing or empty: send a string or a whole number."),
            EnableXFailure.InvalidName => (HttpStatus.BadRequest, 10101, "Invalid name",
                "name must be a string of 1 to 256 bytes of UTF-8 without control characters, or a whole number of at "
                + "most 20 digits."),
            EnableXFailure.MissingUserRef => (HttpStatus.BadRequest, 10102, "Missing user_ref",
                "user_ref is missing or empty: send a string or a whole number."),
            EnableXFailure.InvalidUserRef => (HttpStatus.BadRequest, 10102, "Invalid user_ref",
                "user_ref must be a string of 1 to 256 bytes of UTF-8 without control characters, or a whole number of "
                + "at most 20 digits."),
            EnableXFailure.MissingRole => (HttpStatus.BadRequest, 10103, "Missing role",
                "role is missing or empty: send the name of one of the app's roles."),
            EnableXFailure.InvalidRole => (HttpStatus.BadRequest, 10104, "Invalid value: role",
                "role must be the name of a role of the app, in lower case."),
            EnableXFailure.UnknownRole => (HttpStatus.BadRequest, 10104, "Invalid value: role",
                "The app has no role {member}."),
            EnableXFailure.InvalidData => (HttpStatus.BadRequest, MalformedRequest, "Invalid data",
                "data must be an object of at most 5 members and 1024 bytes, or a string that holds such an object."),
            EnableXFailure.MissingData => (HttpStatus.BadRequest, MalformedRequest, "Missing data",
                "data is missing."),
            EnableXFailure.TooLong => (HttpStatus.BadRequest, MalformedRequest, "Values too long",
                "name, user_ref and data together are too long for the token."),
            EnableXFailure.UnknownRoom => (HttpStatus.NotFound, 40001, "Room not found",
                "The app has no room of this id."),
            EnableXFailure.RoleNotAllowed => (HttpStatus.Forbidden, 40002, "Token denied: unauthorized",
                "The role is not allowed in this room."),
            EnableXFailure.RoomNotOpenYet => (HttpStatus.Forbidden, 10113, "Room is not active",
                "The room is not open yet."),
            EnableXFailure.RoomOver => (HttpStatus.Forbidden, 10111, "Token denied: conference is over",
                "The scheduled time or the session of the room is over."),
            EnableXFailure.RoomDisabled => (HttpStatus.Forbidden, 10113, "Room is not active",
                "The room is disabled."),
            EnableXFailure.MethodNotAllowed => (HttpStatus.MethodNotAllowed, MalformedRequest, "Method not allowed",
                "The Allow header lists the methods of this path."),
            EnableXFailure.TooManyRequests => (HttpStatus.TooManyRequests, 10105, "Server busy",
                "Too many requests from this address. Wait for the time in Retry-After."),
            EnableXFailure.TooManyWrongKeys => (HttpStatus.TooManyRequests, 10105, "Server busy",
                "Too many wrong keys from this address. Wait for the time in Retry-After."),
            EnableXFailure.FrontDisabled => (HttpStatus.Forbidden, 40002, "Sample front is off",
                "Set sampleFront: true for the app in the policy to serve /createRoom, /createToken and /getRoom."),
            EnableXFailure.StorageUnavailable => (HttpStatus.ServiceUnavailable, 10105, "Server busy",
                "Storage is unavailable, so the room's state is unknown. Try again."),
            EnableXFailure.Busy => (HttpStatus.ServiceUnavailable, 10105, "Server busy",
                "No token can be issued at the moment. Try again."),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
}
