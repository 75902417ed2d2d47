using Appliance.Http;

namespace Appliance.Endpoints;

/// <summary>Why a request to EnableX's rooms API fails.</summary>
internal enum EnableXRoomFailure : byte
{
    None,
    Unauthorized,
    TooManyRequests,
    TooManyWrongKeys,
    MethodNotAllowed,
    NotJson,
    NotAnObject,
    DuplicateMember,
    TooManyMembers,
    NumberTooLong,
    NothingToChange,
    InvalidName,
    InvalidOwnerRef,
    InvalidSip,
    InvalidData,
    InvalidSettings,
    InvalidSetting,
    InvalidScheduled,
    MissingScheduledTime,
    InvalidScheduledTime,
    PastScheduledTime,
    InvalidParticipants,
    InvalidAutoRecording,
    InvalidDuration,
    InvalidWaitForModerator,
    InvalidQuality,
    InvalidAdHoc,
    NoMatchingType,
    InvalidMode,
    InvalidModerators,
    RoomActive,
    TypeImmutable,
    TooLong,
    UnknownRoom,
    PolicyRoomReadOnly,
    PolicyRoomNotDeletable,
    TooManyRooms,
    InvalidPage,
    StorageUnavailable,
    NotCreated,
    NotChanged,
    NotDeleted,
    FrontDisabled,
}

/// <summary>The table from failures to responses: the vendor's result codes with a matching HTTP status.</summary>
internal static class EnableXRoomFailures
{
    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)EnableXRoomFailure.FrontDisabled + 1, row => Body((EnableXRoomFailure)row));

    public static EnableXRoomFailure Of(CredentialVerdict credential) => credential switch
    {
        CredentialVerdict.TooManyRequests => EnableXRoomFailure.TooManyRequests,
        CredentialVerdict.TooManyWrongKeys => EnableXRoomFailure.TooManyWrongKeys,
        _ => EnableXRoomFailure.Unauthorized,
    };

    /// <param name="failure">Why the request fails.</param>
    /// <param name="error">The member that the failure is about, if any.</param>
    /// <param name="response">Is filled in.</param>
    public static void Write(EnableXRoomFailure failure, scoped MemberError error, ref HttpResponse response)
    {
        response.Status = Row(failure).Status;
        response.WriteJson(Bodies[(int)failure], error);
        if (failure == EnableXRoomFailure.Unauthorized)
            response.AddHeader(BackEndCredentials.BasicChallenge);
        else if (response.Status == HttpStatus.ServiceUnavailable)
            response.AddRetryAfter(seconds: 1);
    }

    private static string Body(EnableXRoomFailure failure)
    {
        (_, int result, string error, string description) = Row(failure);
        return EnableXFailures.Body(result, error, description);
    }

    private static (HttpStatus Status, int Result, string Error, string Description) Row(EnableXRoomFailure failure) =>
        failure switch
        {
            EnableXRoomFailure.None => (HttpStatus.Ok, 0, "", ""),
            EnableXRoomFailure.Unauthorized => (HttpStatus.Unauthorized, 40002, "Unauthorized",
                "{expected}"),
            EnableXRoomFailure.TooManyRequests => (HttpStatus.TooManyRequests, 10105, "Server busy",
                "Too many requests from this address. Wait for the time in Retry-After."),
            EnableXRoomFailure.TooManyWrongKeys => (HttpStatus.TooManyRequests, 10105, "Server busy",
                "Too many wrong keys from this address. Wait for the time in Retry-After."),
            EnableXRoomFailure.MethodNotAllowed => (HttpStatus.MethodNotAllowed, EnableXFailures.MalformedRequest,
                "Method not allowed", "The Allow header lists the methods of this path."),
            EnableXRoomFailure.PolicyRoomReadOnly => (HttpStatus.Forbidden, EnableXFailures.MalformedRequest,
                "Policy room", "This room is defined in the policy and can only be changed there."),
            EnableXRoomFailure.PolicyRoomNotDeletable => (HttpStatus.Forbidden, 50004, "Failed to delete the room",
                "This room is defined in the policy and can only be deleted there."),
            EnableXRoomFailure.FrontDisabled => (HttpStatus.Forbidden, 40002, "Sample front is off",
                "Set sampleFront: true for the app in the policy to serve /createRoom, /createToken and /getRoom."),
            EnableXRoomFailure.UnknownRoom => (HttpStatus.NotFound, 40001, "Room not found",
                "The app has no room of this id."),
            EnableXRoomFailure.RoomActive => (HttpStatus.Conflict, 10030, "Room is active",
                "The room's scheduled time or session has started: it can no longer be updated."),
            EnableXRoomFailure.TypeImmutable => (HttpStatus.BadRequest, 10106, "Room type update is not allowed",
                "settings.scheduled, settings.adhoc and settings.mode cannot be changed."),
            EnableXRoomFailure.TooManyRooms => (HttpStatus.Forbidden, 50001, "Failed to create the room",
                "The app has reached its maxRooms: delete rooms, or raise maxRooms in the policy."),
            EnableXRoomFailure.InvalidPage => (HttpStatus.BadRequest, 50002, "Failed to list rooms",
                "limit must be 1 to 100, and start must be the last of the previous page."),
            EnableXRoomFailure.StorageUnavailable => (HttpStatus.ServiceUnavailable, 10105, "Server busy",
                "Storage is unavailable, so the rooms are unknown. Try again."),
            EnableXRoomFailure.NotCreated => (HttpStatus.ServiceUnavailable, 50001, "Failed to create the room",
                "The room could not be stored. Try again."),
            EnableXRoomFailure.NotChanged => (HttpStatus.ServiceUnavailable, 10105, "Server busy",
                "The change could not be stored, or not in time. Read the room and try again."),
            EnableXRoomFailure.NotDeleted => (HttpStatus.ServiceUnavailable, 50004, "Failed to delete the room",
                "The deletion could not be stored. Try again."),
            _ => RowOfBody(failure),
        };

    /// <summary>Failures of the body, all with a 400.</summary>
    private static (HttpStatus Status, int Result, string Error, string Description) RowOfBody(
        EnableXRoomFailure failure)
    {
        (int result, string error, string description) = failure switch
        {
            EnableXRoomFailure.NotJson => (EnableXFailures.MalformedRequest, "Malformed body",
                "The body is not JSON in UTF-8, or is nested more than 8 deep."),
            EnableXRoomFailure.NotAnObject => (EnableXFailures.MalformedRequest, "Malformed body",
                "The body must be a JSON object with name, owner_ref and optionally settings, sip and data."),
            EnableXRoomFailure.DuplicateMember => (EnableXFailures.MalformedRequest, "Duplicate member",
                "{member} is repeated: send it once."),
            EnableXRoomFailure.TooManyMembers => (EnableXFailures.MalformedRequest, "Too many members",
                "The object has more than 64 unknown members; {member} is one too many."),
            EnableXRoomFailure.NumberTooLong => (EnableXFailures.MalformedRequest, "Number too long",
                "{member} has a number of more than 1000 characters."),
            EnableXRoomFailure.NothingToChange => (EnableXFailures.MalformedRequest, "Nothing to change",
                "The body is empty. Send the members to change, such as name or settings."),
            EnableXRoomFailure.InvalidSip => (EnableXFailures.MalformedRequest, "Invalid sip",
                "{member} must be {expected}."),
            EnableXRoomFailure.InvalidData => (EnableXFailures.MalformedRequest, "Invalid data",
                "{member} must be {expected}."),
            EnableXRoomFailure.InvalidSetting => (EnableXFailures.MalformedRequest, "Invalid settings value",
                "{member} must be {expected}."),
            EnableXRoomFailure.InvalidName => (10002, "Missing name",
                "name is missing, or is neither a string of 1 to 256 bytes of UTF-8 without control characters nor a "
                + "whole number of at most 20 digits."),
            EnableXRoomFailure.InvalidOwnerRef => (10010, "Missing owner_ref",
                "owner_ref is missing, or is neither a string of 1 to 256 bytes of UTF-8 without control characters "
                + "nor a whole number of at most 20 digits."),
            EnableXRoomFailure.InvalidSettings => (EnableXFailures.MalformedRequest, "Invalid settings",
                "settings must be an object."),
            EnableXRoomFailure.InvalidScheduled => (10003, "Invalid value: settings.scheduled",
                "settings.scheduled must be true or false."),
            EnableXRoomFailure.MissingScheduledTime => (10004, "Missing settings.scheduled_time",
                "A scheduled room needs settings.scheduled_time."),
            EnableXRoomFailure.InvalidScheduledTime => (10005, "Invalid format: settings.scheduled_time",
                "settings.scheduled_time must be YYYY-MM-DD HH:MM:SS in UTC."),
            EnableXRoomFailure.PastScheduledTime => (10006, "Illegible settings.scheduled_time",
                "settings.scheduled_time is in the past."),
            EnableXRoomFailure.InvalidParticipants => (10007, "Invalid value: settings.participants",
                "settings.participants must be a whole number, 0 to 1000000."),
            EnableXRoomFailure.InvalidAutoRecording => (10008, "Invalid value: settings.auto_recording",
                "settings.auto_recording must be true or false."),
            EnableXRoomFailure.InvalidDuration => (10011, "Invalid value: settings.duration",
                "settings.duration must be a whole number of minutes, at least 1 for a scheduled room."),
            EnableXRoomFailure.InvalidWaitForModerator => (10013, "Invalid value: settings.wait_for_moderator",
                "settings.wait_for_moderator must be true or false."),
            EnableXRoomFailure.InvalidQuality => (10014, "Invalid value: settings.quality",
                "settings.quality must be HD, SD or LD."),
            EnableXRoomFailure.InvalidAdHoc => (10016, "Invalid value: settings.adhoc",
                "settings.adhoc must be true or false, and false for a scheduled room."),
            EnableXRoomFailure.NoMatchingType => (10018, "Parameter is not valid for this room type",
                "The policy has no room type for such rooms: permanent, scheduled or adhoc."),
            EnableXRoomFailure.InvalidMode => (10019, "Invalid value: settings.mode",
                "settings.mode must be group or lecture."),
            EnableXRoomFailure.InvalidModerators => (10022, "Invalid value: settings.moderators",
                "settings.moderators must be a whole number, 1 to 5."),
            EnableXRoomFailure.TooLong => (EnableXFailures.MalformedRequest, "Values too long",
                "All members together are too long for a room."),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
        return (HttpStatus.BadRequest, result, error, description);
    }
}
