using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Model;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the member <c>claims</c> of apps and roles: claims that add to the dialect's or override
/// them.</summary>
internal static class ClaimOverrides
{
    /// <summary>The inherited claims with those of this app or role; a claim with an inherited name overrides
    /// it.</summary>
    public static ClaimsTemplate Apply(ClaimsTemplate inherited, ObjectBinder owner, AppScope scope)
    {
        JsonNode? node = owner.Find("claims", JsonTokenKind.ObjectStart);
        if (node is null || scope.Dialect is null)
            return inherited;
        List<Claim> claims = [.. inherited.Claims];
        JsonMember? firstTooMany = null;
        var binder = new ClaimsBinder(scope.Dialect.Api, scope.Diagnostics);
        foreach ((Claim claim, JsonMember member) in binder.BindAll(node))
        {
            int index = claims.FindIndex(c => c.Name == claim.Name);
            if (scope.Dialect.IsReserved(claim.Name))
                scope.Diagnostics.Report(
                    PolicyDiagnostics.ReservedClaim, member.NameToken, claim.Name, scope.Dialect.Name);
            else if (index >= 0)
                claims[index] = claim;
            else if (claims.Count < ClaimLimits.ClaimsMax)
                claims.Add(claim);
            else
                firstTooMany ??= member;
        }
        if (firstTooMany is { } tooMany)
            scope.Diagnostics.Report(
                PolicyDiagnostics.TooMany, tooMany.NameToken, "a claim", claims.Count);
        return new(new([.. claims]));
    }
}
