namespace Appliance.PolicyModel;

public enum RoomKind : byte
{
    /// <summary>Always open.</summary>
    Permanent,
    /// <summary>Open from a configured time before its start until its end.</summary>
    Scheduled,
    /// <summary>Open for one session, whose duration starts at the first redemption.</summary>
    AdHoc,
}
