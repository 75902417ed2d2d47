namespace Appliance.PolicyModel;

/// <summary>What set a token's life, in words.</summary>
public static class LifeSources
{
    public static string Describe(LifeSource source) => source switch
    {
        LifeSource.RoleDefault => "the role's default",
        LifeSource.Request => "the request",
        LifeSource.RoleMax => "the role's max",
        LifeSource.RoomTypeMax => "the room type's max",
        LifeSource.RoomEnd => "the room's end",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
