using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Dialects;
using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the member <c>roomConfig</c> of roles and token endpoints: <c>true</c> lets callers configure the
/// room, including its agents, if the token creates it.</summary>
internal static class RoomConfigClaim
{
    /// <summary>The name of the member and of the claim.</summary>
    public const string Name = "roomConfig";

    /// <summary>The role's claims with the dialect's claim <c>roomConfig</c>, if the role or endpoint allows it. An
    /// existing claim of the role is kept.</summary>
    public static ClaimsTemplate Apply(ClaimsTemplate claims, ObjectBinder owner, AppScope scope)
    {
        if (owner.Find(Name) is not { } member || scope.Dialect is not { } dialect)
            return claims;
        if (dialect.RoomConfig is not { } value)
        {
            scope.Diagnostics.Report(
                PolicyDiagnostics.MemberOfOtherDialect, member.NameToken, dialect.Name, Name, HintFor(dialect));
            return claims;
        }
        bool isAllowed = owner.FindFlag(Name) ?? false;
        if (!isAllowed || claims.Claims.Any(claim => claim.Name == Name))
            return claims;
        if (claims.Claims.Count == ClaimLimits.ClaimsMax)
            scope.Diagnostics.Report(
                PolicyDiagnostics.TooMany, member.NameToken, "a claim", ClaimLimits.ClaimsMax);
        return new(new([.. claims.Claims, new(Name, value)]));
    }

    private static string HintFor(DialectRules dialect) => (dialect.Api.Values & CallerValues.RoomConfig) == 0
        ? "its requests cannot configure the room, remove it"
        : "write \"roleClaims\": { \"roomConfig\": \"{room.config?}\" } in its dialect, or remove it";
}
