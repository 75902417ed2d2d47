namespace Appliance.PolicyModel;

public enum RoomKind : byte
{
    /// <summary>Open at any time.</summary>
    Permanent,
    /// <summary>Open from a while before its start until its duration is over.</summary>
    Scheduled,
    /// <summary>Open for one session: until its duration is over, counted from the first redemption.</summary>
    AdHoc,
}
