using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a request to the LiveKit endpoint gets no token.</summary>
internal enum LiveKitFailure : byte
{
    None,
    NotJson,
    NotAnObject,
    NotAForm,
    DuplicateMember,
    TooManyMembers,
    NumberTooLong,
    InvalidMember,
    MissingRoomName,
    MissingName,
    MissingMetadata,
    MissingAttributes,
    MissingRoomConfig,
    TooLong,
    DisallowedIdentity,
    DisallowedName,
    DisallowedMetadata,
    DisallowedAttributes,
    DisallowedRoomConfig,
    UnknownApp,
    EndpointDisabled,
    UnknownRoom,
    RoomDisabled,
    RoleNotAllowed,
    RoomNotOpenYet,
    RoomOver,
    MethodNotAllowed,
    TooManyRequests,
    StorageUnavailable,
    Busy,
}

/// <summary>The table from failures to responses; the bodies are built once. The SDKs put the body's text into the
/// exception that the developer sees.</summary>
internal static class LiveKitFailures
{
    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)LiveKitFailure.Busy + 1, row => Body((LiveKitFailure)row));

    public static LiveKitFailure Of(BodyError error) => error switch
    {
        BodyError.NotJson => LiveKitFailure.NotJson,
        BodyError.NotAnObject => LiveKitFailure.NotAnObject,
        BodyError.NotAForm => LiveKitFailure.NotAForm,
        BodyError.Duplicate => LiveKitFailure.DuplicateMember,
        BodyError.TooManyMembers => LiveKitFailure.TooManyMembers,
        BodyError.NumberTooLong => LiveKitFailure.NumberTooLong,
        BodyError.WrongType => LiveKitFailure.InvalidMember,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    public static LiveKitFailure Of(RoomState state) => state switch
    {
        RoomState.Disabled => LiveKitFailure.RoomDisabled,
        RoomState.Unavailable => LiveKitFailure.StorageUnavailable,
        _ => LiveKitFailure.UnknownRoom,
    };

    /// <summary>The failure of an issue result.</summary>
    /// <param name="issue">The issuer's result.</param>
    /// <param name="missing">The values that the role requires and the caller did not send.</param>
    public static LiveKitFailure Of(in IssueResult issue, CallerValues missing) => issue.Verdict switch
    {
        IssueVerdict.Denied => Of(issue.Denial),
        IssueVerdict.ValueMissing => Missing(missing),
        IssueVerdict.ClaimsTooLong or IssueVerdict.DestinationTooSmall => LiveKitFailure.TooLong,
        _ => LiveKitFailure.Busy,
    };

    /// <summary>The failure of a denial by the policy.</summary>
    public static LiveKitFailure Of(Denial denial) => denial switch
    {
        Denial.UnknownRoom => LiveKitFailure.UnknownRoom,
        Denial.RoomNotOpenYet => LiveKitFailure.RoomNotOpenYet,
        Denial.RoomOver => LiveKitFailure.RoomOver,
        _ => LiveKitFailure.RoleNotAllowed,
    };

    /// <summary>The failure of the first value for which the role's tokens have no claim.</summary>
    public static LiveKitFailure Disallowed(CallerValues values) =>
        (values & CallerValues.UserId) != 0 ? LiveKitFailure.DisallowedIdentity :
        (values & CallerValues.UserName) != 0 ? LiveKitFailure.DisallowedName :
        (values & CallerValues.Metadata) != 0 ? LiveKitFailure.DisallowedMetadata :
        (values & CallerValues.Attributes) != 0 ? LiveKitFailure.DisallowedAttributes :
        LiveKitFailure.DisallowedRoomConfig;

    /// <param name="failure">Why there is no token.</param>
    /// <param name="error">The member or room that the failure is about, if any.</param>
    /// <param name="response">Is filled in.</param>
    public static void Write(LiveKitFailure failure, scoped MemberError error, ref HttpResponse response)
    {
        response.Status = StatusOf(failure);
        response.WriteJson(Bodies[(int)failure], error);
        if (failure == LiveKitFailure.StorageUnavailable)
            response.AddRetryAfter(seconds: 1);
    }

    /// <summary>The failure of the first missing value. The identity is never missing: one is generated.</summary>
    private static LiveKitFailure Missing(CallerValues values) =>
        (values & CallerValues.UserName) != 0 ? LiveKitFailure.MissingName :
        (values & CallerValues.Metadata) != 0 ? LiveKitFailure.MissingMetadata :
        (values & CallerValues.Attributes) != 0 ? LiveKitFailure.MissingAttributes : LiveKitFailure.MissingRoomConfig;

    private static HttpStatus StatusOf(LiveKitFailure failure) => failure switch
    {
        LiveKitFailure.DisallowedIdentity or LiveKitFailure.DisallowedName or LiveKitFailure.DisallowedMetadata
            or LiveKitFailure.DisallowedAttributes or LiveKitFailure.DisallowedRoomConfig => HttpStatus.Forbidden,
        LiveKitFailure.UnknownApp or LiveKitFailure.UnknownRoom => HttpStatus.NotFound,
        LiveKitFailure.EndpointDisabled or LiveKitFailure.RoleNotAllowed => HttpStatus.Forbidden,
        LiveKitFailure.RoomNotOpenYet or LiveKitFailure.RoomOver or LiveKitFailure.RoomDisabled => HttpStatus.Forbidden,
        LiveKitFailure.MethodNotAllowed => HttpStatus.MethodNotAllowed,
        LiveKitFailure.TooManyRequests => HttpStatus.TooManyRequests,
        LiveKitFailure.Busy or LiveKitFailure.StorageUnavailable => HttpStatus.ServiceUnavailable,
        _ => HttpStatus.BadRequest,
    };

    private static string Body(LiveKitFailure failure) =>
        $$"""{"code":{{(int)StatusOf(failure)}},"message":"{{Message(failure)}}"}""";

    private static string Message(LiveKitFailure failure) => failure switch
    {
        LiveKitFailure.None => "",
        LiveKitFailure.NotJson => "The body is not JSON in UTF-8, or is nested more than 8 deep.",
        LiveKitFailure.NotAnObject => "The body must be a JSON object, or empty.",
        LiveKitFailure.NotAForm => "The form or query is not percent-encoded UTF-8: encode it.",
        LiveKitFailure.DuplicateMember =>
            "{member} is repeated: send it once. room_name and roomName, for example, are spellings of one member.",
        LiveKitFailure.TooManyMembers => "The body has more than 64 unknown members; {member} is one too many.",
        LiveKitFailure.NumberTooLong => "{member} holds a number of more than 1000 characters.",
        LiveKitFailure.InvalidMember => "{member} must be {expected}.",
        LiveKitFailure.MissingRoomName =>
            "room_name is missing, and the app has no default room: send room_name.",
        LiveKitFailure.MissingName => "participant_name is missing or empty.",
        LiveKitFailure.MissingMetadata => "participant_metadata is missing or empty.",
        LiveKitFailure.MissingAttributes => "participant_attributes is missing or empty.",
        LiveKitFailure.MissingRoomConfig => "room_config is missing or empty.",
        LiveKitFailure.TooLong =>
            "The participant's values and the room configuration are too long for the token: shorten them.",
        LiveKitFailure.DisallowedIdentity => NotClaimed("participant_identity", "{user}"),
        LiveKitFailure.DisallowedName => NotClaimed("participant_name", "{user.name?}"),
        LiveKitFailure.DisallowedMetadata => NotClaimed("participant_metadata", "{user.metadata?}"),
        LiveKitFailure.DisallowedAttributes => NotClaimed("participant_attributes", "{user.attributes?}"),
        LiveKitFailure.DisallowedRoomConfig =>
            "room_config may not be set. To allow it, give the role or the tokenEndpoint in policies.json the member "
            + "roomConfig with the value true, and rebuild.",
        LiveKitFailure.UnknownApp =>
            "No LiveKit app has this name. The path, the first label of Host, or X-Sandbox-ID names the app.",
        LiveKitFailure.EndpointDisabled => "The app's token endpoint is disabled: enable tokenEndpoint in the policy.",
        LiveKitFailure.UnknownRoom => "The app has no room {member}.",
        LiveKitFailure.RoleNotAllowed => "The role is not allowed in this room.",
        LiveKitFailure.RoomDisabled => "The room {member} is disabled.",
        LiveKitFailure.RoomNotOpenYet => "The room is not open yet.",
        LiveKitFailure.RoomOver => "The room is over.",
        LiveKitFailure.MethodNotAllowed => "Use POST, or GET with a query.",
        LiveKitFailure.TooManyRequests => "Too many requests from this address. Wait for the time in Retry-After.",
        LiveKitFailure.StorageUnavailable => "Storage is unavailable, so the room's state is unknown. Try again.",
        LiveKitFailure.Busy => "No token can be issued at the moment. Try again.",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    private static string NotClaimed(string member, string placeholder) =>
        $"{member} may not be set. To allow it, give the role in policies.json a claim {placeholder}, and rebuild.";
}
