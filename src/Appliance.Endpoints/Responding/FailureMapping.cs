using Appliance.Endpoints.Failures;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.Tokens;

namespace Appliance.Endpoints.Responding;

/// <summary>Maps the verdicts of rooms, policy, signer, verifier and storage to failures.</summary>
internal static class FailureMapping
{
    public static Failure Of(RoomState state) => state switch
    {
        RoomState.Open => Failure.None,
        RoomState.Unknown => Failure.UnknownRoom,
        RoomState.Disabled => Failure.RoomDisabled,
        RoomState.Unavailable => Failure.StorageUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Failure Of(Denial denial) => denial switch
    {
        Denial.None => Failure.None,
        Denial.UnknownRoom => Failure.UnknownRoom,
        Denial.UnknownRole => Failure.UnknownRole,
        Denial.RoleNotAllowedInRoom => Failure.RoleNotAllowed,
        Denial.RoomNotOpenYet => Failure.RoomNotOpenYet,
        Denial.RoomOver => Failure.RoomOver,
        Denial.ExpiryTooShort => Failure.ExpiryTooShort,
        Denial.ExpiryTooLong => Failure.ExpiryTooLong,
        Denial.ExpiryPastRoomEnd => Failure.ExpiryPastRoomEnd,
        _ => throw new ArgumentOutOfRangeException(nameof(denial)),
    };

    public static Failure Of(in IssueResult issue) => issue.Verdict switch
    {
        IssueVerdict.Issued => Failure.None,
        IssueVerdict.Denied => Of(issue.Denial),
        IssueVerdict.ValueMissing => Failure.ValueMissing,
        IssueVerdict.ClaimsTooLong => Failure.ValuesTooLong,
        IssueVerdict.DestinationTooSmall => Failure.ResponseTooLong,
        IssueVerdict.ClockOutOfRange => Failure.Busy,
        _ => throw new ArgumentOutOfRangeException(nameof(issue)),
    };

    /// <summary>The failure of a redemption.</summary>
    public static Failure Of(StorageOutcome outcome) => outcome switch
    {
        StorageOutcome.Done => Failure.None,
        StorageOutcome.AlreadyUsed => Failure.AlreadyUsed,
        // The verifier's clock shows that it has not expired, so the clock is behind the ledger.
        StorageOutcome.RetentionExpired => Failure.ClockBehindLedger,
        StorageOutcome.IssuedInFuture => Failure.TokenNotYetValid,
        StorageOutcome.Pending or StorageOutcome.NameTaken or StorageOutcome.Conflict
            or StorageOutcome.Unavailable => Failure.StorageUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The failure of a presented token.</summary>
    public static Failure Of(TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Valid => Failure.None,
        TokenVerdict.Expired => Failure.TokenExpired,
        TokenVerdict.NotYetValid => Failure.TokenNotYetValid,
        TokenVerdict.Malformed or TokenVerdict.TooLong or TokenVerdict.BadHeader or TokenVerdict.BadSignature
            or TokenVerdict.BadClaims => Failure.WrongApp,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
