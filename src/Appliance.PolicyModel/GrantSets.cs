namespace Appliance.PolicyModel;

/// <summary>Sets of grants.</summary>
public static class GrantSets
{
    /// <summary>The grants that affect every participant of a room.</summary>
    public const Grants Moderating = Grants.End | Grants.Eject | Grants.Record;
}
