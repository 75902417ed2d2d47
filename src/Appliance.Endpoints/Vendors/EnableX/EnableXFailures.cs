using System.Text;
using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Requests;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Vendors.EnableX;

/// <summary>EnableX's error responses: the vendor's result codes with a matching HTTP status.</summary>
internal static class EnableXFailures
{
    private const int NotAuthorized = 40002;
    private const int ServerBusy = 10105;

    /// <summary>The vendor publishes no code for a malformed body; this one is the appliance's. Clients only check
    /// whether the code is 0.</summary>
    private const int OtherError = 40000;

    private const string ExpectedValue = "{member} must be {expected}.";

    private static readonly FailureTable Shared = new(
        Envelope, BackEndCredentials.BasicChallenge,
        new(Failure.TooManyRequests, HttpStatus.TooManyRequests,
            "Too many requests from this address. Wait for the time in Retry-After.", "Server busy", ServerBusy),
        new(Failure.TooManyWrongKeys, HttpStatus.TooManyRequests,
            "Too many wrong keys from this address. Wait for the time in Retry-After.", "Server busy", ServerBusy),
        new(Failure.EndpointDisabled, HttpStatus.Forbidden,
            "Set sampleFront: true for the app in the policy to serve /createRoom, /createToken and /getRoom.",
            "Sample front is off", NotAuthorized),
        new(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "The Allow header lists the methods of this path.",
            "Method not allowed", OtherError),
        new(Failure.UnknownRoom, HttpStatus.NotFound, "The app has no room of this id.", "Room not found", 40001),
        OfBody(Failure.NotJson, "The body is not JSON in UTF-8, or is nested more than 8 deep.", "Malformed body"),
        OfBody(Failure.DuplicateMember, "{member} is repeated: send it once.", "Duplicate member"),
        OfBody(Failure.NumberTooLong, "{member} has a number of more than 1000 characters.", "Number too long"));

    public static FailureTable OfTokens { get; } = Shared.With(
        new(Failure.Unauthorized, HttpStatus.Unauthorized, "{expected}", "Token denied: unauthorized",
            NotAuthorized),
        OfBody(
            Failure.NotAnObject,
            "The body must be a JSON object or a form with name, role, user_ref and optionally data.",
            "Malformed body"),
        OfBody(
            Failure.NotAForm, "The form is not percent-encoded UTF-8: encode it, or send JSON.",
            "Malformed body"),
        OfBody(
            Failure.TooManyMembers, "The body has more than 64 unknown members; {member} is one too many.",
            "Too many members"),
        Missing(
            EnableXRequest.RoomId,
            "roomId is missing or empty: send the room_id that /createRoom returned.", "Missing roomId"),
        Invalid(EnableXRequest.RoomId, "roomId must be a string.", "Invalid roomId"),
        Missing(
            EnableXRequest.Name, "name is missing or empty: send a string or a whole number.", "Missing name",
            10101),
        Invalid(
            EnableXRequest.Name,
            "name must be a string of 1 to 256 bytes of UTF-8 without control characters, or a whole number of at "
            + "most 20 digits.",
            "Invalid name", 10101),
        Missing(
            EnableXRequest.UserRef, "user_ref is missing or empty: send a string or a whole number.",
            "Missing user_ref", 10102),
        Invalid(
            EnableXRequest.UserRef,
            "user_ref must be a string of 1 to 256 bytes of UTF-8 without control characters, or a whole number of "
            + "at most 20 digits.",
            "Invalid user_ref", 10102),
        Missing(
            EnableXRequest.Role, "role is missing or empty: send the name of one of the app's roles.",
            "Missing role", 10103),
        Invalid(
            EnableXRequest.Role, "role must be the name of a role of the app, in lower case.",
            "Invalid value: role", 10104),
        OfBody(Failure.UnknownRole, "The app has no role {member}.", "Invalid value: role", 10104),
        Invalid(
            EnableXRequest.Data,
            "data must be an object of at most 5 members and 1024 bytes, or a string that holds such an object.",
            "Invalid data"),
        // Data is the only optional value, so only it can be missing for the role.
        OfBody(Failure.ValueMissing, "data is missing.", "Missing data"),
        OfBody(
            Failure.ValuesTooLong, "name, user_ref and data together are too long for the token.",
            "Values too long"),
        new(Failure.MalformedRoomId, HttpStatus.NotFound, "The app has no room of this id.", "Room not found",
            40001),
        new(Failure.RoleNotAllowed, HttpStatus.Forbidden, "The role is not allowed in this room.",
            "Token denied: unauthorized", NotAuthorized),
        new(Failure.RoomNotOpenYet, HttpStatus.Forbidden, "The room is not open yet.", "Room is not active", 10113),
        new(Failure.RoomOver, HttpStatus.Forbidden, "The scheduled time or the session of the room is over.",
            "Token denied: conference is over", 10111),
        new(Failure.RoomDisabled, HttpStatus.Forbidden, "The room is disabled.", "Room is not active", 10113),
        Unavailable(
            Failure.StorageUnavailable, "Storage is unavailable, so the room's state is unknown. Try again."),
        Busy(Failure.Busy),
        Busy(Failure.ResponseTooLong));

    public static FailureTable OfRooms { get; } = Shared.With(
        new(Failure.NotServed, HttpStatus.NotFound,
            "Unknown path: this appliance issues tokens and stores rooms, but has no sessions or recordings.",
            "Not found", OtherError),
        new(Failure.Unauthorized, HttpStatus.Unauthorized, "{expected}", "Unauthorized", NotAuthorized),
        new(Failure.PolicyRoomReadOnly, HttpStatus.Forbidden,
            "This room is defined in the policy and can only be changed there.", "Policy room", OtherError),
        new(Failure.PolicyRoomNotDeletable, HttpStatus.Forbidden,
            "This room is defined in the policy and can only be deleted there.", "Failed to delete the room",
            50004),
        new(Failure.RoomActive, HttpStatus.Conflict,
            "The room's scheduled time or session has started: it can no longer be updated.", "Room is active",
            10030),
        new(Failure.TooManyRooms, HttpStatus.Forbidden,
            "The app has reached its maxRooms: delete rooms, or raise maxRooms in the policy.",
            "Failed to create the room", 50001),
        OfBody(
            Failure.InvalidPage, "limit must be 1 to 100, and start must be the last of the previous page.",
            "Failed to list rooms", 50002),
        Unavailable(Failure.StorageUnavailable, "Storage is unavailable, so the rooms are unknown. Try again."),
        Unavailable(
            Failure.NotCreated, "The room could not be stored. Try again.", "Failed to create the room", 50001),
        Unavailable(
            Failure.NotUpdated, "The change could not be stored, or not in time. Read the room and try again."),
        Unavailable(
            Failure.NotDeleted, "The deletion could not be stored. Try again.", "Failed to delete the room", 50004),
        OfBody(
            Failure.NotAnObject,
            "The body must be a JSON object with name, owner_ref and optionally settings, sip and data.",
            "Malformed body"),
        OfBody(
            Failure.TooManyMembers, "The object has more than 64 unknown members; {member} is one too many.",
            "Too many members"),
        OfBody(
            Failure.NothingToChange, "The body is empty. Send the members to change, such as name or settings.",
            "Nothing to change"),
        OfBody(Failure.WrongType, ExpectedValue, "Invalid settings value"),
        OfBody(Failure.ValuesTooLong, "All members together are too long for a room.", "Values too long"),
        OfBody(
            Failure.RoomTypeImmutable,
            "settings.scheduled, settings.adhoc and settings.mode cannot be changed.",
            "Room type update is not allowed", 10106),
        OfBody(
            Failure.NoMatchingRoomType,
            "The policy has no room type for such rooms: permanent, scheduled or adhoc.",
            "Parameter is not valid for this room type", 10018),
        Invalid(EnableXRoom.Sip, ExpectedValue, "Invalid sip"),
        Invalid(EnableXRoom.Data, ExpectedValue, "Invalid data"),
        Invalid(
            EnableXRoom.Name,
            "name is missing, or is neither a string of 1 to 256 bytes of UTF-8 without control characters nor a "
            + "whole number of at most 20 digits.",
            "Missing name", 10002),
        Invalid(
            EnableXRoom.OwnerRef,
            "owner_ref is missing, or is neither a string of 1 to 256 bytes of UTF-8 without control characters "
            + "nor a whole number of at most 20 digits.",
            "Missing owner_ref", 10010),
        Invalid(EnableXRoom.Settings, "settings must be an object.", "Invalid settings"),
        InvalidSetting(EnableXRoom.Scheduled, "true or false", 10003),
        Missing(
            EnableXRoom.ScheduledTime, "A scheduled room needs settings.scheduled_time.",
            "Missing settings.scheduled_time", 10004),
        Invalid(
            EnableXRoom.ScheduledTime, "settings.scheduled_time must be YYYY-MM-DD HH:MM:SS in UTC.",
            "Invalid format: settings.scheduled_time", 10005),
        OfBody(
            Failure.StartInPast, "settings.scheduled_time is in the past.", "Illegible settings.scheduled_time",
            10006),
        InvalidSetting(EnableXRoom.Participants, "a whole number, 0 to 1000000", 10007),
        InvalidSetting(EnableXRoom.AutoRecording, "true or false", 10008),
        InvalidSetting(EnableXRoom.Minutes, "a whole number of minutes, at least 1 for a scheduled room", 10011),
        InvalidSetting(EnableXRoom.WaitForModerator, "true or false", 10013),
        InvalidSetting(EnableXRoom.Quality, "HD, SD or LD", 10014),
        InvalidSetting(EnableXRoom.AdHoc, "true or false, and false for a scheduled room", 10016),
        InvalidSetting(EnableXRoom.Mode, "group or lecture", 10019),
        InvalidSetting(EnableXRoom.Moderators, "a whole number, 1 to 5", 10022));

    private static string Envelope(FailureRow row) =>
        $$"""{"result":{{row.Code}},"error":"{{row.Title}}","desc":"{{row.Text}}"}""";

    private static FailureRow OfBody(Failure failure, string text, string title, int code = OtherError) =>
        new(failure, HttpStatus.BadRequest, text, title, code);

    private static FailureRow Missing(Member member, string text, string title, int code = OtherError) =>
        OfBody(Failure.MissingMember, text, title, code) with { Member = member };

    private static FailureRow Invalid(Member member, string text, string title, int code = OtherError) =>
        OfBody(Failure.InvalidMember, text, title, code) with { Member = member };

    /// <param name="member">A member of settings.</param>
    /// <param name="expected">The text after "must be".</param>
    /// <param name="code">The vendor's code.</param>
    private static FailureRow InvalidSetting(Member member, string expected, int code)
    {
        string name = $"settings.{Encoding.ASCII.GetString(member.Name)}";
        return Invalid(member, $"{name} must be {expected}.", $"Invalid value: {name}", code);
    }

    private static FailureRow Unavailable(
        Failure failure, string text, string title = "Server busy", int code = ServerBusy) =>
        new(failure, HttpStatus.ServiceUnavailable, text, title, code) { Retries = true };

    private static FailureRow Busy(Failure failure) =>
        Unavailable(failure, "No token can be issued at the moment. Try again.") with { Retries = false };
}
