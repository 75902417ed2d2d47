using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Dialects;

/// <summary>A dialect: the layout of its tokens, its API and its limits.</summary>
/// <param name="Name">The name in policies.</param>
/// <param name="Api">The API that issues its tokens.</param>
/// <param name="Header">The members of the JOSE header after <c>alg</c>.</param>
/// <param name="Claims">The payload.</param>
/// <param name="RoomConfig">The claim roomConfig of roles that allow it; null if the dialect has none.</param>
/// <param name="Audience">The <c>aud</c> claim; empty if unused.</param>
/// <param name="Reserved">The claims that apps and roles may not override.</param>
/// <param name="DefaultExpiry">The lifetimes of roles without their own.</param>
/// <param name="LifetimeMaxSeconds">The longest lifetime of any token.</param>
/// <param name="SingleUse">Whether all its tokens are single-use.</param>
internal sealed record DialectRules(
    string Name,
    ApiRules Api,
    EquatableArray<Claim> Header,
    ClaimsTemplate Claims,
    ClaimValue? RoomConfig,
    string Audience,
    EquatableArray<string> Reserved,
    Expiry DefaultExpiry,
    long LifetimeMaxSeconds,
    bool SingleUse)
{
    /// <summary>The claims that keep a token safe, reserved in every dialect.</summary>
    public static IReadOnlyList<string> AlwaysReserved { get; } = ["exp", "nbf", "iat", "jti", "aud"];

    public bool IsReserved(string claim) => Reserved.Contains(claim) || AlwaysReserved.Contains(claim);
}
