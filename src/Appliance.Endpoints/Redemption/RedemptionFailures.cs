using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Failures;
using Appliance.Endpoints.Responding;
using Appliance.Http;

namespace Appliance.Endpoints.Redemption;

/// <summary>The failures of redemption and introspection: <c>{"code":…,"reason":…,"message":…}</c>.</summary>
internal static class RedemptionFailures
{
    public static readonly FailureTable Table = new(
        Responses.ReasonBody, BackEndCredentials.BothChallenges,
        Row(Failure.Unauthorized, HttpStatus.Unauthorized, "unauthorized", "{expected}"),
        Row(Failure.TooManyWrongKeys, HttpStatus.TooManyRequests, "too-many-wrong-keys",
            "Too many wrong keys from this address. Wait for the time in Retry-After."),
        Row(Failure.MethodNotAllowed, HttpStatus.MethodNotAllowed, "method-not-allowed", "Use POST."),
        Row(Failure.NotJson, HttpStatus.BadRequest, "not-readable",
            "The body starts with a brace but is not a JSON object in UTF-8, or is nested more than 8 deep."),
        Row(Failure.NotAForm, HttpStatus.BadRequest, "not-readable",
            "The value of token in the form is not percent-encoded: a percent sign needs two hexadecimal digits."),
        Row(Failure.WrongType, HttpStatus.BadRequest, "not-readable",
            "token must be a string: send the JWT in quotes."),
        Row(Failure.MissingMember, HttpStatus.BadRequest, "missing-token", "token is missing or empty: send the JWT."),
        Row(Failure.DuplicateMember, HttpStatus.BadRequest, "repeated-token", "token is repeated: send it once."),
        Row(Failure.DuplicateMember, HttpStatus.BadRequest, "repeated-credential",
            "client_id or client_secret is repeated: send each once.") with { Member = PresentedToken.Client },
        Row(Failure.NotAForm, HttpStatus.BadRequest, "not-readable",
            "client_id or client_secret is not percent-encoded: a percent sign needs two hexadecimal "
            + "digits.") with { Member = PresentedToken.Client },
        Row(Failure.TwoCredentials, HttpStatus.BadRequest, "two-credentials",
            "The request has both an Authorization header and client_secret in the form: send one of them."),
        Row(Failure.WrongApp, HttpStatus.Forbidden, "wrong-app",
            "The token was not issued for this app: its header, signature or claims do not match."),
        Row(Failure.OtherRoom, HttpStatus.Forbidden, "other-room",
            "The credential is restricted to the room in its video.room, and the token is for another room."),
        Row(Failure.TokenNotYetValid, HttpStatus.Forbidden, "not-yet-valid", "The token is not valid yet."),
        Row(Failure.TokenExpired, HttpStatus.Gone, "expired", "The token has expired."),
        Row(Failure.LifetimeTooLong, HttpStatus.Forbidden, "lifetime-too-long",
            "The token expires later than its role's expiry.max and the app's signedLifeMax allow."),
        Row(Failure.UnknownRoom, HttpStatus.Forbidden, "unknown-room",
            "The app has no room with the token's room_id."),
        Row(Failure.RoomDisabled, HttpStatus.Forbidden, "room-disabled", "The room is disabled."),
        Row(Failure.UnknownRole, HttpStatus.Forbidden, "unknown-role", "The app does not have the token's role."),
        Row(Failure.RoleNotAllowed, HttpStatus.Forbidden, "role-not-allowed-in-room",
            "The room no longer allows the token's role."),
        Row(Failure.RoomNotOpenYet, HttpStatus.Forbidden, "room-not-open-yet", "The room is not open yet."),
        Row(Failure.RoomOver, HttpStatus.Gone, "room-over", "The room's time is over."),
        Row(Failure.NoTokenId, HttpStatus.Forbidden, "no-jti",
            "A single-use token needs a jti of at most 256 characters."),
        Row(Failure.BadIdempotencyKey, HttpStatus.BadRequest, "bad-idempotency-key",
            "Idempotency-Key must occur once and have 1 to 255 printable ASCII characters."),
        Row(Failure.AlreadyUsed, HttpStatus.Conflict, "already-used", "The token has been used."),
        Row(Failure.IssuedBeforeStart, HttpStatus.Conflict, "issued-before-start",
            "The token was issued before the ledger was created, so it may have been used. Request a new one."),
        Row(Failure.TooManyRooms, HttpStatus.ServiceUnavailable, "too-many-rooms",
            "The app has reached its maxRooms, and no room can be evicted. Raise maxRooms."),
        Row(Failure.ClockBehindLedger, HttpStatus.ServiceUnavailable, "clock-behind-ledger",
            "The ledger has seen a later time than this appliance's clock shows, so the token may have been used. "
            + "Correct the clock, or reset the ledger."),
        Row(Failure.StorageUnavailable, HttpStatus.ServiceUnavailable, "storage-unavailable",
            "Storage is unavailable, so the token's state is unknown. Try again.") with { Retries = true });

    private static FailureRow Row(Failure failure, HttpStatus status, string reason, string text) =>
        new(failure, status, text, reason);
}
