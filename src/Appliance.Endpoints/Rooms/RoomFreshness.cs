namespace Appliance.Endpoints;

/// <summary>What can be said of rooms now: rooms that others may have disabled, moved or made while storage could not
/// be reached. docs/adr/0009-store-states.md has what each operation answers.</summary>
internal enum RoomFreshness : byte
{
    /// <summary>Storage has not been read, or not for too long: nothing.</summary>
    Unknown,
    /// <summary>Storage is cut off, and not for long: the policy's rooms are taken for what they were.</summary>
    Stale,
    /// <summary>Rooms are known as storage has them.</summary>
    Current,
}

internal static class RoomFreshnessRules
{
    /// <summary>Whether the state that was found can be said: it is so whatever storage has by now, or may be taken for
    /// so.</summary>
    /// <param name="freshness">What can be said of rooms now.</param>
    /// <param name="found">The state as far as it is known.</param>
    /// <param name="id">The room's, in UTF-8.</param>
    /// <param name="record">What there is of the room beside the policy; null if nothing.</param>
    public static bool Allows(
        this RoomFreshness freshness, RoomState found, ReadOnlySpan<byte> id, RoomRecord? record) => found switch
    {
        _ when freshness == RoomFreshness.Current => true,
        RoomState.Disabled => true,
        RoomState.Open => freshness == RoomFreshness.Stale && record is null or { IsPolicyRoom: true },
        // Rooms that are made have ids of that form.
        _ => !CallerText.IsId(id),
    };
}
