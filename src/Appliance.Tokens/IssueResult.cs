using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>Result of issuing a token.</summary>
/// <param name="Verdict">Whether a token was issued.</param>
/// <param name="Denial">The reason, if the policy denies the token.</param>
/// <param name="TokenBytes">Length of the token in the destination; 0 if none was issued.</param>
/// <param name="ExpiresAtSeconds">First instant at which it is expired, Unix seconds; 0 if none was issued.</param>
public readonly record struct IssueResult(IssueVerdict Verdict, Denial Denial, int TokenBytes, long ExpiresAtSeconds)
{
    public bool IsIssued => Verdict == IssueVerdict.Issued;
}
