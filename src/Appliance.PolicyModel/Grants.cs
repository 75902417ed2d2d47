namespace Appliance.PolicyModel;

/// <summary>The permissions of a role in a room.</summary>
[Flags]
public enum Grants : byte
{
    None = 0,
    Publish = 1 << 0,
    Subscribe = 1 << 1,
    Chat = 1 << 2,
    Record = 1 << 3,
    Mute = 1 << 4,
    Eject = 1 << 5,
    End = 1 << 6,
}

/// <summary>Sets of grants.</summary>
public static class GrantSets
{
    /// <summary>The grants that affect every participant of a room.</summary>
    public const Grants Moderating = Grants.End | Grants.Eject | Grants.Record;
}
