using Appliance.Policy.Generator.Model;

namespace Appliance.Policy.Generator.Dialects;

/// <summary>What a dialect asks of its apps, and what it allows them.</summary>
/// <param name="Name">As policies name it.</param>
/// <param name="Dialect">As the program names it.</param>
/// <param name="PublicIdMember">The app's member that holds its public id.</param>
/// <param name="HasApiKey">Its API asks for the member <c>appKey</c>.</param>
/// <param name="HasTokenEndpoint">It has an endpoint without credentials.</param>
/// <param name="ExpiryUsual">A role's lifetimes where the policy gives none.</param>
/// <param name="LifeMaxSeconds">The longest life that anyone may ask for.</param>
/// <param name="SingleUse">Its tokens are good for one use.</param>
/// <param name="Claims">Its token layout.</param>
internal sealed record DialectRules(
    string Name,
    Dialect Dialect,
    string PublicIdMember,
    bool HasApiKey,
    bool HasTokenEndpoint,
    Expiry ExpiryUsual,
    long LifeMaxSeconds,
    bool SingleUse,
    ClaimsTemplate Claims);
