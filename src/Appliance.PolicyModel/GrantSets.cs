namespace Appliance.PolicyModel;

/// <summary>Grants that belong together.</summary>
public static class GrantSets
{
    /// <summary>What one participant can do to everybody in the room.</summary>
    public const Grants Moderating = Grants.End | Grants.Eject | Grants.Record;
}
