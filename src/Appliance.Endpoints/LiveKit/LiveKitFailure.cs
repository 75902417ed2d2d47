using Appliance.Http;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a request to the LiveKit endpoint gets no token.</summary>
internal enum LiveKitFailure : byte
{
    None,
    NotJson,
    NotAnObject,
    UnknownMember,
    DuplicateMember,
    InvalidRoomName,
    InvalidIdentity,
    InvalidName,
    InvalidMetadata,
    InvalidAttributes,
    InvalidRoomConfig,
    MissingRoomName,
    MissingName,
    MissingMetadata,
    MissingAttributes,
    MissingRoomConfig,
    TooLong,
    RefusedIdentity,
    RefusedName,
    RefusedMetadata,
    RefusedAttributes,
    RefusedRoomConfig,
    UnknownApp,
    EndpointDisabled,
    UnknownRoom,
    RoleNotAllowed,
    RoomNotOpenYet,
    RoomOver,
    MethodNotAllowed,
    TooManyRequests,
    Busy,
}

/// <summary>The one table from failures to answers, each body made once. The SDKs put the body's text into the
/// exception that the developer sees.</summary>
internal static class LiveKitFailures
{
    private static readonly byte[][] Bodies =
        Answers.BodiesOf((int)LiveKitFailure.Busy + 1, row => Body((LiveKitFailure)row));

    /// <summary>The API's name for why there is no token.</summary>
    /// <param name="issue">The issuer's answer.</param>
    /// <param name="missing">What the role needs and the caller did not give.</param>
    public static LiveKitFailure Of(in Issue issue, CallerValues missing) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        IssueVerdict.ValueMissing => Missing(missing),
        IssueVerdict.ClaimsTooLong => LiveKitFailure.TooLong,
        _ => LiveKitFailure.Busy,
    };

    /// <summary>The API's name for the policy's refusal.</summary>
    public static LiveKitFailure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => LiveKitFailure.UnknownRoom,
        Denial.RoomNotOpenYet => LiveKitFailure.RoomNotOpenYet,
        Denial.RoomOver => LiveKitFailure.RoomOver,
        _ => LiveKitFailure.RoleNotAllowed,
    };

    /// <summary>Names the first of the values that the role's tokens have no claim for.</summary>
    public static LiveKitFailure Refused(CallerValues values) =>
        (values & CallerValues.UserId) != 0 ? LiveKitFailure.RefusedIdentity :
        (values & CallerValues.UserName) != 0 ? LiveKitFailure.RefusedName :
        (values & CallerValues.Metadata) != 0 ? LiveKitFailure.RefusedMetadata :
        (values & CallerValues.Attributes) != 0 ? LiveKitFailure.RefusedAttributes : LiveKitFailure.RefusedRoomConfig;

    public static void Write(LiveKitFailure failure, ref HttpAnswer answer)
    {
        answer.Status = StatusOf(failure);
        answer.WriteJson(Bodies[(int)failure]);
    }

    /// <summary>Names the first of them. The identity never misses: who gives none gets one.</summary>
    private static LiveKitFailure Missing(CallerValues values) =>
        (values & CallerValues.UserName) != 0 ? LiveKitFailure.MissingName :
        (values & CallerValues.Metadata) != 0 ? LiveKitFailure.MissingMetadata :
        (values & CallerValues.Attributes) != 0 ? LiveKitFailure.MissingAttributes : LiveKitFailure.MissingRoomConfig;

    private static HttpStatus StatusOf(LiveKitFailure failure) => failure switch
    {
        LiveKitFailure.RefusedIdentity or LiveKitFailure.RefusedName or LiveKitFailure.RefusedMetadata
            or LiveKitFailure.RefusedAttributes or LiveKitFailure.RefusedRoomConfig => HttpStatus.Forbidden,
        LiveKitFailure.UnknownApp or LiveKitFailure.UnknownRoom => HttpStatus.NotFound,
        LiveKitFailure.EndpointDisabled or LiveKitFailure.RoleNotAllowed => HttpStatus.Forbidden,
        LiveKitFailure.RoomNotOpenYet or LiveKitFailure.RoomOver => HttpStatus.Forbidden,
        LiveKitFailure.MethodNotAllowed => HttpStatus.MethodNotAllowed,
        LiveKitFailure.TooManyRequests => HttpStatus.TooManyRequests,
        LiveKitFailure.Busy => HttpStatus.ServiceUnavailable,
        _ => HttpStatus.BadRequest,
    };

    private static string Body(LiveKitFailure failure) =>
        $$"""{"code":{{(int)StatusOf(failure)}},"message":"{{Message(failure)}}"}""";

    private static string Message(LiveKitFailure failure) => failure switch
    {
        LiveKitFailure.None => "",
        LiveKitFailure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        LiveKitFailure.NotAnObject => "The body must be a JSON object, or empty.",
        LiveKitFailure.UnknownMember => "The body may have room_name, participant_identity, participant_name, "
            + "participant_metadata, participant_attributes and room_config and no other member.",
        LiveKitFailure.DuplicateMember => "A member of the body is given twice.",
        LiveKitFailure.InvalidRoomName => "room_name must be 1 to 64 letters, digits, '_', '.' or '-'.",
        LiveKitFailure.InvalidIdentity =>
            "participant_identity must be a string of 1 to 256 bytes of UTF-8 without control characters.",
        LiveKitFailure.InvalidName =>
            "participant_name must be a string of at most 256 bytes of UTF-8 without control characters.",
        LiveKitFailure.InvalidMetadata =>
            "participant_metadata must be a string of at most 1024 bytes of UTF-8 without NUL.",
        LiveKitFailure.InvalidAttributes =>
            "participant_attributes must be an object of strings, at most 64 and 1024 bytes, none of them twice.",
        LiveKitFailure.InvalidRoomConfig =>
            "room_config must be an object of at most 64 members and 1024 bytes, none of them twice.",
        LiveKitFailure.MissingRoomName => "room_name is missing, and the app has no room for those who name none.",
        LiveKitFailure.MissingName => "participant_name is missing or empty.",
        LiveKitFailure.MissingMetadata => "participant_metadata is missing or empty.",
        LiveKitFailure.MissingAttributes => "participant_attributes is missing or empty.",
        LiveKitFailure.MissingRoomConfig => "room_config is missing or empty.",
        LiveKitFailure.TooLong => "What the body says about the participant and the room is too long for the token.",
        LiveKitFailure.RefusedIdentity => "participant_identity may not be set.",
        LiveKitFailure.RefusedName => "participant_name may not be set.",
        LiveKitFailure.RefusedMetadata => "participant_metadata may not be set.",
        LiveKitFailure.RefusedAttributes => "participant_attributes may not be set.",
        LiveKitFailure.RefusedRoomConfig => "room_config may not be set.",
        LiveKitFailure.UnknownApp => "No LiveKit app has this name.",
        LiveKitFailure.EndpointDisabled => "The app's token endpoint is off.",
        LiveKitFailure.UnknownRoom => "The app has no room of this name.",
        LiveKitFailure.RoleNotAllowed => "The role is not allowed in this room.",
        LiveKitFailure.RoomNotOpenYet => "The room is not open yet.",
        LiveKitFailure.RoomOver => "The room is over.",
        LiveKitFailure.MethodNotAllowed => "Ask for a token with POST.",
        LiveKitFailure.TooManyRequests => "Too many requests from this address. Ask again as Retry-After says.",
        LiveKitFailure.Busy => "No token can be issued at the moment. Try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
