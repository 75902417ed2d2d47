using Appliance.Endpoints.Responding;

namespace Appliance.Endpoints.Failures;

/// <summary>Why a request is not fulfilled: one vocabulary for all APIs. The <see cref="FailureTable"/> of an API maps
/// each failure that its endpoints can meet to a status, a code and a text.</summary>
internal enum Failure : byte
{
    None,

    // The path and the method.
    MethodNotAllowed,
    /// <summary>The path belongs to the vendor's API, but the appliance does not serve it.</summary>
    NotServed,

    // The client.
    Unauthorized,
    /// <summary>The credential is accepted, but the client exceeded the app's rate limit.</summary>
    TooManyRequests,
    TooManyWrongKeys,
    TooManyWrongCodes,
    /// <summary>An Authorization header and a client_secret in the form.</summary>
    TwoCredentials,
    UnknownApp,
    /// <summary>The request must name its app in a header and does not.</summary>
    MissingAppName,
    /// <summary>The policy does not enable the endpoint for the app.</summary>
    EndpointDisabled,

    // The body and the query.
    NotJson,
    NotAnObject,
    NotAnArray,
    NotAForm,
    /// <summary>A member is repeated.</summary>
    DuplicateMember,
    UnknownMember,
    TooManyMembers,
    TooManyEntries,
    NumberTooLong,
    /// <summary>The member does not accept a value of this JSON type.</summary>
    WrongType,
    MissingMember,
    /// <summary>The value has the right type, but is not one that the member accepts.</summary>
    InvalidMember,
    /// <summary>The role's tokens have no claim for the value.</summary>
    DisallowedMember,
    InvalidPage,
    InvalidCodePage,
    NothingToChange,
    BadIdempotencyKey,

    // The policy's decision.
    /// <summary>Not an id that the policy could list, and no pattern matches it.</summary>
    MalformedRoomId,
    UnknownRoom,
    RoomDisabled,
    RoomNotOpenYet,
    RoomOver,
    UnknownRole,
    RoleNotAllowed,
    /// <summary>The endpoint without credentials does not issue the role.</summary>
    RoleNotIssued,
    ExpiryTooShort,
    ExpiryTooLong,
    ExpiryPastRoomEnd,
    /// <summary>The credential is restricted to another room.</summary>
    OtherRoom,

    // Issuing.
    /// <summary>The role requires a value that the request does not contain.</summary>
    ValueMissing,
    /// <summary>The values are too long for a token, or for a room.</summary>
    ValuesTooLong,
    ResponseTooLong,
    /// <summary>No token can be issued at the moment.</summary>
    Busy,

    // Rooms and room codes.
    PolicyRoomReadOnly,
    PolicyRoomNotDeletable,
    NameTaken,
    TooManyRooms,
    UnknownRoomType,
    UnknownRoomTypeId,
    ConflictingRoomTypes,
    /// <summary>The room type is for scheduled rooms, and the API cannot set a start.</summary>
    ScheduledRoomType,
    RoomTypeImmutable,
    NoMatchingRoomType,
    StartInPast,
    /// <summary>The room's scheduled time or session has started.</summary>
    RoomActive,
    UnknownCode,
    CodeDisabled,
    NoSession,

    // A presented token.
    WrongApp,
    TokenNotYetValid,
    TokenExpired,
    LifetimeTooLong,
    NoTokenId,
    AlreadyUsed,
    IssuedBeforeStart,
    /// <summary>The ledger has seen a later time than the clock shows.</summary>
    ClockBehindLedger,

    // Storage.
    /// <summary>The state depends on storage, which cannot be reached.</summary>
    StorageUnavailable,
    /// <summary>Storage may or may not have made the change.</summary>
    NotCompleted,
    NotCreated,
    NotUpdated,
    NotDeleted,
}
