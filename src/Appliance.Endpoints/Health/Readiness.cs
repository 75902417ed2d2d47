using Appliance.Json;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints.Health;

/// <summary>The failed checks of <c>/readyz</c>.</summary>
[Flags]
internal enum NotReady : byte
{
    None = 0,
    /// <summary>Storage is unreachable or accepts no writes.</summary>
    StorageUnavailable = 1,
    /// <summary>Storage was unreachable since the start: no room is known.</summary>
    StorageNeverRead = 2,
    /// <summary>Storage has been unreachable for longer than <c>stale-seconds</c>.</summary>
    StorageStale = 4,
    /// <summary>The ledger has seen a later time than the clock shows.</summary>
    ClockBehindLedger = 8,
    /// <summary>The process is shutting down.</summary>
    Draining = 16,
}

/// <summary>Finds the failed checks of <c>/readyz</c>, without allocation.</summary>
internal static class Readiness
{
    private static ReadOnlySpan<NotReady> All =>
    [
        NotReady.StorageUnavailable, NotReady.StorageNeverRead, NotReady.StorageStale, NotReady.ClockBehindLedger,
        NotReady.Draining,
    ];

    public static NotReady Of(ApiServices services, Turn turn) =>
        OfStorage(services, turn)
        | (services.IsClockBehind(turn.NowSeconds) ? NotReady.ClockBehindLedger : NotReady.None)
        | (turn.IsDraining ? NotReady.Draining : NotReady.None);

    /// <summary>Appends the names of the checks as JSON strings.</summary>
    public static void WriteNames(ref JsonWriter json, NotReady reasons)
    {
        bool isFirst = true;
        foreach (NotReady reason in All)
        {
            if ((reasons & reason) == NotReady.None)
                continue;
            if (!isFirst)
                json.Raw(","u8);
            json.Raw(Name(reason));
            isFirst = false;
        }
    }

    private static NotReady OfStorage(ApiServices services, Turn turn)
    {
        if (services.Ledger.IsAvailable && services.Rooms.IsAvailable)
            return NotReady.None;
        return NotReady.StorageUnavailable | services.Rooms.State switch
        {
            StoreState.NeverSynced => NotReady.StorageNeverRead,
            StoreState.Disconnected when turn.Freshness == RoomFreshness.Unknown => NotReady.StorageStale,
            _ => NotReady.None,
        };
    }

    private static ReadOnlySpan<byte> Name(NotReady reason) => reason switch
    {
        NotReady.StorageUnavailable => "\"storage-unavailable\""u8,
        NotReady.StorageNeverRead => "\"storage-never-read\""u8,
        NotReady.StorageStale => "\"storage-stale\""u8,
        NotReady.ClockBehindLedger => "\"clock-behind-ledger\""u8,
        _ => "\"draining\""u8,
    };
}
