using Appliance.PolicyModel;

namespace Appliance.Rooms;

/// <summary>How current the room data is. While storage was disconnected, other appliances may have created, changed or
/// disabled rooms. docs/adr/0009-store-states.md lists each operation's response.</summary>
public enum RoomFreshness : byte
{
    /// <summary>Storage was never read, or has been disconnected for too long: nothing is known.</summary>
    Unknown,
    /// <summary>Storage has been disconnected for a short time: policy rooms are used as last read.</summary>
    Stale,
    /// <summary>The data equals that of storage.</summary>
    Current,
}

internal static class RoomFreshnessRules
{
    /// <summary>Whether the state may be reported: storage cannot contradict it, or its age is tolerated.</summary>
    /// <param name="freshness">How current the data is.</param>
    /// <param name="found">The state in the last known data.</param>
    /// <param name="id">The room's id in UTF-8.</param>
    /// <param name="record">The room's record; null if it has none.</param>
    public static bool Allows(
        this RoomFreshness freshness, RoomState found, ReadOnlySpan<byte> id, RoomRecord? record) => found switch
    {
        _ when freshness == RoomFreshness.Current => true,
        RoomState.Disabled => true,
        RoomState.Open => freshness == RoomFreshness.Stale && record is null or { IsPolicyRoom: true },
        // Every run-time room has an id of this form.
        _ => !CallerText.IsId(id),
    };
}
