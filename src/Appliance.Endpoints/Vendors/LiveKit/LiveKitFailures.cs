using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.LiveKit;

/// <summary>The failures of the token endpoint. The SDKs put the body's text into the exception that the developer
/// sees.</summary>
internal static class LiveKitFailures
{
    private const string RoleNotAllowed = "The role is not allowed in this room.";
    private const string UnknownRoom = "The app has no room {member}.";
    private const string Busy = "No token can be issued at the moment. Try again.";
    private const string ValuesTooLong =
        "The participant's values and the room configuration are too long for the token: shorten them.";

    public static readonly FailureTable Table = new(
        row => $$"""{"code":{{(int)row.Status}},"message":"{{row.Text}}"}""",
        challenges: default,
        new(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "Use POST, or GET with a query."),
        new(Failure.UnknownApp, HttpStatus.NotFound,
            "No LiveKit app has this name. The path, the first label of Host, or X-Sandbox-ID names the app."),
        new(Failure.TooManyRequests, HttpStatus.TooManyRequests,
            "Too many requests from this address. Wait for the time in Retry-After."),
        new(Failure.EndpointDisabled, HttpStatus.Forbidden,
            "The app's token endpoint is disabled: enable tokenEndpoint in the policy."),

        Body(Failure.NotJson, "The body is not JSON in UTF-8, or is nested more than 8 deep."),
        Body(Failure.NotAnObject, "The body must be a JSON object, or empty."),
        Body(Failure.NotAForm, "The form or query is not percent-encoded UTF-8: encode it."),
        Body(Failure.DuplicateMember,
            "{member} is repeated: send it once. room_name and roomName, for example, are spellings of one member."),
        Body(Failure.TooManyMembers, "The body has more than 64 unknown members; {member} is one too many."),
        Body(Failure.NumberTooLong, "{member} holds a number of more than 1000 characters."),
        Body(Failure.WrongType, "{member} must be {expected}."),
        Body(Failure.InvalidMember, "{member} must be {expected}."),
        Body(Failure.MissingMember, "room_name is missing, and the app has no default room: send room_name."),
        Body(Failure.ValueMissing, "{member} is missing or empty."),
        Body(Failure.ValuesTooLong, ValuesTooLong),
        Body(Failure.ResponseTooLong, ValuesTooLong),
        NotClaimed(LiveKitRequest.Identity, "{user}"),
        NotClaimed(LiveKitRequest.ParticipantName, "{user.name?}"),
        NotClaimed(LiveKitRequest.Metadata, "{user.metadata?}"),
        NotClaimed(LiveKitRequest.Attributes, "{user.attributes?}"),
        new(Failure.DisallowedMember, HttpStatus.Forbidden,
            "room_config may not be set. To allow it, give the role or the tokenEndpoint in policies.json the member "
            + "roomConfig with the value true, and rebuild."),

        new(Failure.MalformedRoomId, HttpStatus.NotFound, UnknownRoom),
        new(Failure.UnknownRoom, HttpStatus.NotFound, UnknownRoom),
        new(Failure.UnknownRole, HttpStatus.Forbidden, RoleNotAllowed),
        new(Failure.RoleNotAllowed, HttpStatus.Forbidden, RoleNotAllowed),
        new(Failure.RoomDisabled, HttpStatus.Forbidden, "The room {member} is disabled."),
        new(Failure.RoomNotOpenYet, HttpStatus.Forbidden, "The room is not open yet."),
        new(Failure.RoomOver, HttpStatus.Forbidden, "The room is over."),
        new(Failure.StorageUnavailable, HttpStatus.ServiceUnavailable,
            "Storage is unavailable, so the room's state is unknown. Try again.") { Retries = true },
        new(Failure.Busy, HttpStatus.ServiceUnavailable, Busy));

    private static FailureRow Body(Failure failure, string text) => new(failure, HttpStatus.BadRequest, text);

    private static FailureRow NotClaimed(Member member, string placeholder) =>
        new(Failure.DisallowedMember, HttpStatus.Forbidden,
            $"{System.Text.Encoding.ASCII.GetString(member.Name)} may not be set. To allow it, give the role in "
            + $"policies.json a claim {placeholder}, and rebuild.") { Member = member };
}
