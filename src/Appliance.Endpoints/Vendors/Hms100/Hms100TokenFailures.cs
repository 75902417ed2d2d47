using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.Hms100;

/// <summary>The error responses of 100ms's token endpoint.</summary>
internal static class Hms100TokenFailures
{
    /// <summary>The version in the vendor's published responses.</summary>
    public const string ApiVersion = "2.0.192";

    private const string NoToken = "No token can be issued at the moment. Try again.";

    public static FailureTable Table { get; } = new(
        Body, challenges: default,
        new(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "Use POST."),
        new(Failure.UnknownApp, HttpStatus.NotFound, "No app has this subdomain."),
        new(
            Failure.TooManyRequests, HttpStatus.TooManyRequests,
            "Too many requests from this address. Wait for the time in Retry-After."),
        new(
            Failure.EndpointDisabled, HttpStatus.Forbidden,
            "Generating token using the room_id and role is disabled."),
        new(
            Failure.NotJson, HttpStatus.BadRequest,
            "The body is not JSON in UTF-8, or is nested more than 8 deep."),
        new(
            Failure.NotAnObject, HttpStatus.BadRequest,
            "The body must be a JSON object or a form with room_id, role and, optionally, user_id."),
        new(
            Failure.NotAForm, HttpStatus.BadRequest,
            "The form is not percent-encoded UTF-8: encode it, or send JSON."),
        new(Failure.DuplicateMember, HttpStatus.BadRequest, "{member} is repeated: send it once."),
        new(
            Failure.TooManyMembers, HttpStatus.BadRequest,
            "The body has more than 64 unknown members; {member} is one too many."),
        new(
            Failure.NumberTooLong, HttpStatus.BadRequest,
            "{member} has a number of more than 1000 characters."),
        new(Failure.WrongType, HttpStatus.BadRequest, "{member} must be {expected}."),
        new(Failure.WrongType, HttpStatus.BadRequest, "{member} must be {expected}.")
        {
            Member = Hms100TokenEndpoint.Role,
        },
        new(
            Failure.MissingMember, HttpStatus.BadRequest,
            "room_id is missing or empty: send the id of one of the app's rooms.")
        {
            Member = Hms100TokenEndpoint.RoomId,
        },
        new(
            Failure.MissingMember, HttpStatus.BadRequest,
            "role is missing or empty: send the name of one of the app's roles.")
        {
            Member = Hms100TokenEndpoint.Role,
        },
        new(
            Failure.MalformedRoomId, HttpStatus.BadRequest,
            "room_id must be 1 to 64 letters, digits, '_', '.' or '-'."),
        new(
            Failure.InvalidMember, HttpStatus.BadRequest,
            "role must be 1 to 64 letters, digits, '_', '.' or '-'.")
        {
            Member = Hms100TokenEndpoint.Role,
        },
        new(Failure.InvalidMember, HttpStatus.BadRequest, "{member} must be {expected}."),
        new(Failure.UnknownRoom, HttpStatus.NotFound, "The room does not exist."),
        new(Failure.RoomDisabled, HttpStatus.Forbidden, "The room is disabled."),
        new(Failure.UnknownRole, HttpStatus.Forbidden, "The app has no role {member}."),
        new(
            Failure.RoleNotIssued, HttpStatus.Forbidden,
            "The token endpoint does not issue this role: list it in the policy's tokenEndpoint.roles, or use a room "
            + "code."),
        new(Failure.RoleNotAllowed, HttpStatus.Forbidden, "The role is not allowed in this room."),
        new(Failure.RoomNotOpenYet, HttpStatus.Forbidden, "The room is not open yet."),
        new(Failure.RoomOver, HttpStatus.Forbidden, "The room is over."),
        // The user id is the only value that callers of this API can send.
        new(Failure.ValueMissing, HttpStatus.BadRequest, "user_id is missing."),
        new(Failure.ValuesTooLong, HttpStatus.BadRequest, "user_id is too long for the token."),
        new(
            Failure.StorageUnavailable, HttpStatus.ServiceUnavailable,
            "Storage is unavailable, so the room's state is unknown. Try again.")
        {
            Retries = true,
        },
        new(Failure.ResponseTooLong, HttpStatus.ServiceUnavailable, NoToken),
        new(Failure.Busy, HttpStatus.ServiceUnavailable, NoToken));

    /// <summary>The vendor's envelope, then the members that its SDK reads from errors. The vendor publishes the
    /// response of a disabled endpoint without <c>status</c>, and so does the appliance.</summary>
    private static string Body(FailureRow row)
    {
        int code = (int)row.Status;
        string status = row.Failure == Failure.EndpointDisabled ? "" : $"\"status\":{code},";
        return $$"""
            {"success":false,"msg":"{{row.Text}}",{{status}}"api_version":"{{ApiVersion}}",
            """ + $$"""
            "code":{{code}},"message":"{{row.Text}}"}
            """;
    }
}
