namespace Appliance.PolicyGenerator.Model;

/// <summary>A token's payload as data: its claims in order, none twice.</summary>
internal sealed record ClaimsTemplate(EquatableArray<Claim> Claims);

/// <summary>One claim, or one member of a claim that is an object.</summary>
/// <param name="Name">Its name in the payload.</param>
/// <param name="Value">Where its value comes from.</param>
internal sealed record Claim(string Name, ClaimValue Value)
{
    /// <summary>It is left out when the caller gave no such value.</summary>
    public bool IsOptional => Value is Placeholder { Presence: Presence.Optional };
}

/// <summary>A claim's value.</summary>
internal abstract record ClaimValue
{
    /// <summary>From what to what it changes.</summary>
    public abstract ValueScope Scope { get; }

    /// <summary>It is the same for every token of a role.</summary>
    public bool IsConstant => Scope == ValueScope.Role;
}

/// <summary>From what to what a value changes; what changes less often comes first in a token.</summary>
internal enum ValueScope
{
    Role,
    Room,
    Token,
}

/// <summary>JSON text that stands in the template.</summary>
internal sealed record Literal(string Json) : ClaimValue
{
    public override ValueScope Scope => ValueScope.Role;
}

/// <summary>An object of values.</summary>
internal sealed record ObjectValue(EquatableArray<Claim> Members) : ClaimValue
{
    public override ValueScope Scope =>
        Members.Select(member => member.Value.Scope).DefaultIfEmpty(ValueScope.Role).Max();
}

/// <summary>A list of values, none of them optional.</summary>
internal sealed record ListValue(EquatableArray<ClaimValue> Items) : ClaimValue
{
    public override ValueScope Scope =>
        Items.Select(item => item.Scope).DefaultIfEmpty(ValueScope.Role).Max();
}

/// <summary>A value that the app, the role, the room, the caller or the clock gives.</summary>
/// <param name="Source">Which one.</param>
/// <param name="Presence">What happens when the caller gave none.</param>
/// <param name="Fallback">The text then, if it is <see cref="Presence.Defaulted"/>.</param>
/// <param name="OffsetSeconds">Added to an instant.</param>
/// <param name="Grants">Those that <see cref="ClaimSource.RoleCan"/> asks for.</param>
internal sealed record Placeholder(
    ClaimSource Source,
    Presence Presence = Presence.Required,
    string Fallback = "",
    long OffsetSeconds = 0,
    Grants Grants = Grants.None) : ClaimValue
{
    public override ValueScope Scope => Source switch
    {
        <= ClaimSource.RoleCan => ValueScope.Role,
        ClaimSource.RoomId => ValueScope.Room,
        _ => ValueScope.Token,
    };

    /// <summary>The value that the caller chooses, if it is one.</summary>
    public CallerValues CallerValue => Source switch
    {
        ClaimSource.UserId => CallerValues.UserId,
        ClaimSource.UserName => CallerValues.UserName,
        ClaimSource.Metadata => CallerValues.Metadata,
        ClaimSource.Attributes => CallerValues.Attributes,
        ClaimSource.RoomConfig => CallerValues.RoomConfig,
        ClaimSource.Data => CallerValues.Data,
        _ => CallerValues.None,
    };
}

/// <summary>What a claim says. The first ones are known when the policy is compiled.</summary>
internal enum ClaimSource
{
    AppName,
    AppPublicId,
    RoleName,
    RoleGrants,
    RoleCan,
    RoomId,
    UserId,
    UserName,
    Metadata,
    Attributes,
    RoomConfig,
    Data,
    TokenId,
    Now,
    ExpiresAt,
}

/// <summary>What happens when the caller does not give the value of a claim.</summary>
internal enum Presence
{
    /// <summary>No token.</summary>
    Required,
    /// <summary>A token without the claim.</summary>
    Optional,
    /// <summary>A token with the template's own value.</summary>
    Defaulted,
}
