namespace Appliance.PolicyModel;

/// <summary>The result of the rules.</summary>
/// <param name="Denial">The reason for denial, or <see cref="Denial.None"/>.</param>
/// <param name="LifetimeSeconds">The token's lifetime, if it is issued.</param>
/// <param name="SetBy">The limit or request that set the lifetime, if it is issued.</param>
public readonly record struct Decision(Denial Denial, long LifetimeSeconds, LifetimeSource SetBy)
{
    public bool IsAllowed => Denial == Denial.None;

    public static Decision Deny(Denial denial) => new(denial, 0, default);
}

/// <summary>The source of a token's lifetime.</summary>
public enum LifetimeSource : byte
{
    RoleDefault,
    Request,
    RoleMax,
    RoomTypeMax,
    RoomEnd,
}

/// <summary>Describes the source of a token's lifetime.</summary>
public static class LifetimeSources
{
    public static string Describe(LifetimeSource source) => source switch
    {
        LifetimeSource.RoleDefault => "the role's default",
        LifetimeSource.Request => "the request",
        LifetimeSource.RoleMax => "the role's max",
        LifetimeSource.RoomTypeMax => "the room type's max",
        LifetimeSource.RoomEnd => "the room's end",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
