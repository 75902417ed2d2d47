using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Whether a token was issued.</summary>
public enum IssueVerdict : byte
{
    Issued,
    /// <summary>The policy denies the token; <see cref="IssueResult.Denial"/> has the reason.</summary>
    Denied,
    /// <summary>A value that the role requires was not given; see <see cref="Role.Required"/>.</summary>
    ValueMissing,
    /// <summary>A value is longer than <see cref="TokenLimits"/> allows.</summary>
    ClaimsTooLong,
    /// <summary>The destination is too small; <see cref="TokenLimits.TokenBytesMax"/> bytes always suffice.</summary>
    DestinationTooSmall,
    /// <summary>The clock is before 1970, or the token would expire after the year 9999.</summary>
    ClockOutOfRange,
}

/// <summary>Messages for the verdicts.</summary>
public static class IssueVerdicts
{
    public static string Describe(IssueVerdict verdict) => verdict switch
    {
        IssueVerdict.Issued => "The token was issued.",
        IssueVerdict.Denied => "The policy denies this token.",
        IssueVerdict.ValueMissing => "A value that the role requires is missing.",
        IssueVerdict.ClaimsTooLong => "The claims are too long for a token.",
        IssueVerdict.DestinationTooSmall => "The buffer is too small for the token.",
        IssueVerdict.ClockOutOfRange => "The clock is before 1970, or the token would expire after the year 9999.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
