namespace Appliance.PolicyModel;

/// <summary>The rules' answer.</summary>
/// <param name="Denial">Why not, or <see cref="Denial.None"/>.</param>
/// <param name="LifetimeSeconds">How long the token lives, if it is issued.</param>
/// <param name="SetBy">What that life comes from, if it is issued.</param>
public readonly record struct Decision(Denial Denial, long LifetimeSeconds, LifetimeSource SetBy)
{
    public bool IsAllowed => Denial == Denial.None;

    public static Decision Deny(Denial denial) => new(denial, 0, default);
}

/// <summary>What set the life of a token.</summary>
public enum LifetimeSource : byte
{
    RoleDefault,
    Request,
    RoleMax,
    RoomTypeMax,
    RoomEnd,
}
