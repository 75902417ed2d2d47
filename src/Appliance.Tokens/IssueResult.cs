using Appliance.PolicyModel;

namespace Appliance.Tokens;

/// <summary>The issuer's answer.</summary>
/// <param name="Verdict">Whether there is a token.</param>
/// <param name="Denial">Why not, if the policy refuses.</param>
/// <param name="TokenBytes">The token's length in the destination, 0 if there is none.</param>
/// <param name="ExpiresAtSeconds">The first instant at which it is dead, Unix seconds, 0 if there is none.</param>
public readonly record struct IssueResult(IssueVerdict Verdict, Denial Denial, int TokenBytes, long ExpiresAtSeconds)
{
    public bool IsIssued => Verdict == IssueVerdict.Issued;
}
