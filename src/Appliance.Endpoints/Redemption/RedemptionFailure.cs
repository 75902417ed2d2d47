using Appliance.Http;
using Appliance.Json;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>Why a token is rejected, or a request about a token.</summary>
internal enum RedemptionFailure : byte
{
    None,
    Unauthorized,
    TooManyWrongKeys,
    MethodNotAllowed,
    NotJson,
    NotAForm,
    TokenNotAString,
    MissingToken,
    RepeatedToken,
    /// <summary>client_id or client_secret is repeated.</summary>
    RepeatedClient,
    ClientNotAForm,
    /// <summary>An Authorization header and a client_secret in the form.</summary>
    TwoCredentials,
    WrongApp,
    /// <summary>The credential is restricted to another room than the token's.</summary>
    OtherRoom,
    NotYetValid,
    Expired,
    LifetimeTooLong,
    UnknownRoom,
    RoomDisabled,
    UnknownRole,
    RoleNotAllowed,
    RoomNotOpenYet,
    RoomOver,
    NoTokenId,
    BadIdempotencyKey,
    AlreadyUsed,
    IssuedBeforeStart,
    TooManyRooms,
    /// <summary>The ledger has seen a later time than the clock shows.</summary>
    ClockBehindLedger,
    Unavailable,
}

/// <summary>The table from failures to responses: <c>{"code":…,"reason":…,"message":…}</c>.</summary>
internal static class RedemptionFailures
{
    private static readonly byte[][] Bodies =
        Responses.BodiesOf((int)RedemptionFailure.Unavailable + 1, row => Body((RedemptionFailure)row));

    public static RedemptionFailure Of(CredentialVerdict credential) => credential switch
    {
        CredentialVerdict.TooManyWrongKeys => RedemptionFailure.TooManyWrongKeys,
        _ => RedemptionFailure.Unauthorized,
    };

    public static RedemptionFailure Of(TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Valid => RedemptionFailure.None,
        TokenVerdict.Expired => RedemptionFailure.Expired,
        TokenVerdict.NotYetValid => RedemptionFailure.NotYetValid,
        _ => RedemptionFailure.WrongApp,
    };

    public static RedemptionFailure Of(RoomState state) => state switch
    {
        RoomState.Open => RedemptionFailure.None,
        RoomState.Disabled => RedemptionFailure.RoomDisabled,
        RoomState.Unavailable => RedemptionFailure.Unavailable,
        _ => RedemptionFailure.UnknownRoom,
    };

    public static RedemptionFailure Of(Denial denial) => denial switch
    {
        Denial.None => RedemptionFailure.None,
        Denial.RoomNotOpenYet => RedemptionFailure.RoomNotOpenYet,
        Denial.RoomOver => RedemptionFailure.RoomOver,
        _ => RedemptionFailure.RoleNotAllowed,
    };

    public static RedemptionFailure Of(StorageOutcome outcome) => outcome switch
    {
        StorageOutcome.Done => RedemptionFailure.None,
        StorageOutcome.Rejected => RedemptionFailure.AlreadyUsed,
        // The verifier's clock shows that it has not expired, so the clock is behind the ledger.
        StorageOutcome.RetentionExpired => RedemptionFailure.ClockBehindLedger,
        StorageOutcome.IssuedInFuture => RedemptionFailure.NotYetValid,
        _ => RedemptionFailure.Unavailable,
    };

    public static void Write(RedemptionFailure failure, ref HttpResponse response)
    {
        response.Status = Row(failure).Status;
        response.NoStore = true;
        response.WriteJson(Bodies[(int)failure]);
        if (failure == RedemptionFailure.Unauthorized)
            BackEndCredentials.AddChallenges(ref response);
        else if (failure == RedemptionFailure.MethodNotAllowed)
            response.AddHeader("Allow: POST\r\n"u8);
        else if (failure == RedemptionFailure.Unavailable)
            response.AddRetryAfter(seconds: 1);
    }

    /// <summary>As above; a 401 gives the reason of the rejection.</summary>
    public static void Write(RedemptionFailure failure, CredentialRejection rejection, ref HttpResponse response)
    {
        Write(failure, ref response);
        if (failure != RedemptionFailure.Unauthorized)
            return;
        Span<byte> sentence = stackalloc byte[CredentialRejection.SentenceBytesMax];
        JsonWriter json = new(response.BodyBuffer);
        json.Raw("{\"code\":401,\"reason\":\"unauthorized\",\"message\":"u8);
        json.String(rejection.Describe(sentence));
        json.Raw("}"u8);
        response.EndJson(json.Length);
    }

    /// <summary>The message of the failure's response.</summary>
    public static string Describe(RedemptionFailure failure) => Row(failure).Message;

    private static string Body(RedemptionFailure failure)
    {
        (HttpStatus status, string reason, string message) = Row(failure);
        return Responses.ReasonBody(status, reason, message);
    }

    private static (HttpStatus Status, string Reason, string Message) Row(RedemptionFailure failure) => failure switch
    {
        RedemptionFailure.None => (HttpStatus.Ok, "", ""),
        RedemptionFailure.Unauthorized => (HttpStatus.Unauthorized, "unauthorized",
            "Authenticate with the app's id and appKey as Basic credentials, or with a signed token as Bearer."),
        RedemptionFailure.TooManyWrongKeys => (HttpStatus.TooManyRequests, "too-many-wrong-keys",
            "Too many wrong keys from this address. Wait for the time in Retry-After."),
        RedemptionFailure.MethodNotAllowed => (HttpStatus.MethodNotAllowed, "method-not-allowed",
            "Use POST."),
        RedemptionFailure.NotJson => (HttpStatus.BadRequest, "not-readable",
            "The body starts with a brace but is not a JSON object in UTF-8, or is nested more than 8 deep."),
        RedemptionFailure.NotAForm => (HttpStatus.BadRequest, "not-readable",
            "The value of token in the form is not percent-encoded: a percent sign needs two hexadecimal digits."),
        RedemptionFailure.TokenNotAString =>
            (HttpStatus.BadRequest, "not-readable", "token must be a string: send the JWT in quotes."),
        RedemptionFailure.MissingToken =>
            (HttpStatus.BadRequest, "missing-token", "token is missing or empty: send the JWT."),
        RedemptionFailure.RepeatedToken => (HttpStatus.BadRequest, "repeated-token",
            "token is repeated: send it once."),
        RedemptionFailure.RepeatedClient => (HttpStatus.BadRequest, "repeated-credential",
            "client_id or client_secret is repeated: send each once."),
        RedemptionFailure.ClientNotAForm => (HttpStatus.BadRequest, "not-readable",
            "client_id or client_secret is not percent-encoded: a percent sign needs two hexadecimal digits."),
        RedemptionFailure.TwoCredentials => (HttpStatus.BadRequest, "two-credentials",
            "The request has both an Authorization header and client_secret in the form: send one of them."),
        RedemptionFailure.WrongApp => (HttpStatus.Forbidden, "wrong-app",
            "The token was not issued for this app: its header, signature or claims do not match."),
        RedemptionFailure.OtherRoom => (HttpStatus.Forbidden, "other-room",
            "The credential is restricted to the room in its video.room, and the token is for another room."),
        RedemptionFailure.NotYetValid => (HttpStatus.Forbidden, "not-yet-valid", "The token is not valid yet."),
        RedemptionFailure.Expired => (HttpStatus.Gone, "expired", "The token has expired."),
        RedemptionFailure.LifetimeTooLong => (HttpStatus.Forbidden, "lifetime-too-long",
            "The token expires later than its role's expiry.max and the app's signedLifeMax allow."),
        RedemptionFailure.UnknownRoom => (HttpStatus.Forbidden, "unknown-room",
            "The app has no room with the token's room_id."),
        RedemptionFailure.RoomDisabled => (HttpStatus.Forbidden, "room-disabled", "The room is disabled."),
        RedemptionFailure.UnknownRole => (HttpStatus.Forbidden, "unknown-role",
            "The app does not have the token's role."),
        RedemptionFailure.RoleNotAllowed => (HttpStatus.Forbidden, "role-not-allowed-in-room",
            "The room no longer allows the token's role."),
        RedemptionFailure.RoomNotOpenYet => (HttpStatus.Forbidden, "room-not-open-yet", "The room is not open yet."),
        RedemptionFailure.RoomOver => (HttpStatus.Gone, "room-over", "The room's time is over."),
        RedemptionFailure.NoTokenId => (HttpStatus.Forbidden, "no-jti",
            "A single-use token needs a jti of at most 256 characters."),
        RedemptionFailure.BadIdempotencyKey => (HttpStatus.BadRequest, "bad-idempotency-key",
            "Idempotency-Key must occur once and have 1 to 255 printable ASCII characters."),
        RedemptionFailure.AlreadyUsed => (HttpStatus.Conflict, "already-used", "The token has been used."),
        RedemptionFailure.IssuedBeforeStart => (HttpStatus.Conflict, "issued-before-start",
            "The token was issued before the ledger was created, so it may have been used. Request a new one."),
        RedemptionFailure.TooManyRooms => (HttpStatus.ServiceUnavailable, "too-many-rooms",
            "The app has reached its maxRooms, and no room can be evicted. Raise maxRooms."),
        RedemptionFailure.ClockBehindLedger => (HttpStatus.ServiceUnavailable, "clock-behind-ledger",
            "The ledger has seen a later time than this appliance's clock shows, so the token may have been used. "
            + "Correct the clock, or reset the ledger."),
        RedemptionFailure.Unavailable => (HttpStatus.ServiceUnavailable, "storage-unavailable",
            "Storage is unavailable, so the token's state is unknown. Try again."),
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
