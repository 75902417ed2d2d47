namespace Appliance.PolicyModel;

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
