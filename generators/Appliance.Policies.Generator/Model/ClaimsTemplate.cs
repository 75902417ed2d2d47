namespace Appliance.Policy.Generator.Model;

/// <summary>A token's payload as data: its claims in order, first those that are constant for a role.</summary>
internal sealed record ClaimsTemplate(EquatableArray<Claim> Claims);

/// <summary>One claim.</summary>
/// <param name="Name">Its name in the payload.</param>
/// <param name="Value">Where its value comes from.</param>
/// <param name="OmittedWhenEmpty">The claim is left out when the caller gave no such value.</param>
internal sealed record Claim(string Name, ClaimValue Value, bool OmittedWhenEmpty = false);

/// <summary>A claim's value.</summary>
/// <param name="Source">What to write.</param>
/// <param name="Json">The JSON text of a <see cref="ClaimSource.Literal"/>.</param>
/// <param name="OffsetSeconds">Added to an instant.</param>
internal sealed record ClaimValue(ClaimSource Source, string Json = "", long OffsetSeconds = 0)
{
    public bool IsConstant => Source <= ClaimSource.RoleGrants;
}

/// <summary>What a claim says. The first ones are known when the policy is compiled.</summary>
internal enum ClaimSource
{
    Literal,
    AppPublicId,
    RoleName,
    RoleGrants,
    RoomId,
    UserId,
    UserName,
    Data,
    TokenId,
    Now,
    ExpiresAt,
}
