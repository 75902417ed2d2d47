using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Whether a token was issued.</summary>
public enum IssueVerdict : byte
{
    Issued,
    /// <summary>The policy refuses; <see cref="IssueResult.Denial"/> says why.</summary>
    Denied,
    /// <summary>The role's tokens have a claim for a value that the caller did not give; see
    /// <see cref="Role.Required"/>.</summary>
    ValueMissing,
    /// <summary>A value is longer than <see cref="TokenLimits"/> allows.</summary>
    ClaimsTooLong,
    /// <summary>The destination does not hold the token; <see cref="TokenLimits.TokenBytesMax"/> always does.</summary>
    DestinationTooSmall,
    /// <summary>The clock is before 1970, or the token would live beyond the year 9999.</summary>
    ClockOutOfRange,
}

/// <summary>What the verdicts mean.</summary>
public static class IssueVerdicts
{
    public static string Describe(IssueVerdict verdict) => verdict switch
    {
        IssueVerdict.Issued => "The token was issued.",
        IssueVerdict.Denied => "The policy refuses this token.",
        IssueVerdict.ValueMissing => "The token needs a value that was not given.",
        IssueVerdict.ClaimsTooLong => "The claims are too long for a token.",
        IssueVerdict.DestinationTooSmall => "The token does not fit into its buffer.",
        IssueVerdict.ClockOutOfRange => "The clock is out of range.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
