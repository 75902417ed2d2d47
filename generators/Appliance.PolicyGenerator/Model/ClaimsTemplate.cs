namespace Appliance.PolicyGenerator.Model;

/// <summary>A token's payload as data: its claims in order, without duplicates.</summary>
internal sealed record ClaimsTemplate(EquatableArray<Claim> Claims);

/// <summary>One claim, or one member of a claim that is an object.</summary>
/// <param name="Name">The name in the payload.</param>
/// <param name="Value">The source of the value.</param>
internal sealed record Claim(string Name, ClaimValue Value)
{
    /// <summary>Whether the claim is omitted if the caller supplies no value.</summary>
    public bool IsOptional => Value is Placeholder { Presence: Presence.Optional };
}

/// <summary>A claim's value.</summary>
internal abstract record ClaimValue
{
    /// <summary>The scope in which the value is constant.</summary>
    public abstract ValueScope Scope { get; }

    private static readonly ValueScope[] ScopesFromWidest = [ValueScope.Role, ValueScope.Room, ValueScope.Token];

    /// <summary>Whether the value is the same in every token of a role.</summary>
    public bool IsConstant => Scope == ValueScope.Role;

    /// <summary>The rank of the scope, from 0 for the widest: the order of values in a token.</summary>
    public int ScopeRank => Array.IndexOf(ScopesFromWidest, Scope);

    /// <summary>The scope in which all these values are constant.</summary>
    protected static ValueScope Narrowest(IEnumerable<ClaimValue> values) =>
        ScopesFromWidest[values.Select(value => value.ScopeRank).DefaultIfEmpty(0).Max()];
}

/// <summary>The scope in which a value is constant. In a token, values with a wider scope come first.</summary>
internal enum ValueScope
{
    Role,
    Room,
    Token,
}

/// <summary>Literal JSON of the template.</summary>
internal sealed record Literal(string Json) : ClaimValue
{
    public override ValueScope Scope => ValueScope.Role;
}

/// <summary>An object of values.</summary>
internal sealed record ObjectValue(EquatableArray<Claim> Members) : ClaimValue
{
    public override ValueScope Scope => Narrowest(Members.Select(member => member.Value));
}

/// <summary>A list of values, none of which is optional.</summary>
internal sealed record ListValue(EquatableArray<ClaimValue> Items) : ClaimValue
{
    public override ValueScope Scope => Narrowest(Items);
}

/// <summary>A value that comes from the app, the role, the room, the caller or the clock.</summary>
/// <param name="Source">The source.</param>
/// <param name="Presence">The behavior if the caller supplies no value.</param>
/// <param name="Fallback">The text for <see cref="Presence.Defaulted"/>.</param>
/// <param name="OffsetSeconds">Added to an instant.</param>
/// <param name="Grants">The grants that <see cref="ClaimSource.RoleCan"/> tests.</param>
internal sealed record Placeholder(
    ClaimSource Source,
    Presence Presence = Presence.Required,
    string Fallback = "",
    long OffsetSeconds = 0,
    Grants Grants = Grants.None) : ClaimValue
{
    public override ValueScope Scope => Source switch
    {
        ClaimSource.AppName or ClaimSource.AppPublicId => ValueScope.Role,
        ClaimSource.RoleName or ClaimSource.RoleGrants or ClaimSource.RoleCan => ValueScope.Role,
        ClaimSource.RoomId => ValueScope.Room,
        ClaimSource.UserId or ClaimSource.UserName or ClaimSource.Metadata or ClaimSource.Attributes
            or ClaimSource.RoomConfig or ClaimSource.Data => ValueScope.Token,
        ClaimSource.TokenId or ClaimSource.Now or ClaimSource.ExpiresAt => ValueScope.Token,
        _ => throw new ArgumentOutOfRangeException(nameof(Source)),
    };

    /// <summary>Whether the value is the same for all roles of the app.</summary>
    public bool IsOfApp => Source is ClaimSource.AppName or ClaimSource.AppPublicId;

    /// <summary>The value that the caller supplies, if this is one.</summary>
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

/// <summary>The source of a claim's value.</summary>
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

/// <summary>The behavior if the caller supplies no value for a claim.</summary>
internal enum Presence
{
    /// <summary>No token is issued.</summary>
    Required,
    /// <summary>The token lacks the claim.</summary>
    Optional,
    /// <summary>The claim has the template's default.</summary>
    Defaulted,
}
