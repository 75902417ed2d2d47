using Appliance.PolicyGenerator.Model;

namespace Appliance.PolicyGenerator.Dialects;

/// <summary>A dialect: the layout of its tokens, the API that serves them, and what it allows its apps.</summary>
/// <param name="Name">As policies name it.</param>
/// <param name="Api">The API that serves it.</param>
/// <param name="Header">The JOSE header's members after <c>alg</c>.</param>
/// <param name="Claims">The payload.</param>
/// <param name="RoomConfig">The claim roomConfig of roles that allow it; null if there is none.</param>
/// <param name="Audience">The text of the claim aud; empty if there is none.</param>
/// <param name="Reserved">Claims that no app and no role may override.</param>
/// <param name="DefaultExpiry">A role's lifetimes where the policy gives none.</param>
/// <param name="LifetimeMaxSeconds">The longest life that anyone may ask for.</param>
/// <param name="SingleUse">Its tokens are good for one use.</param>
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
    /// <summary>Claims that keep a token safe, reserved in every dialect.</summary>
    public static IReadOnlyList<string> AlwaysReserved { get; } = ["exp", "nbf", "iat", "jti", "aud"];

    public bool IsReserved(string claim) => Reserved.Contains(claim) || AlwaysReserved.Contains(claim);
}
