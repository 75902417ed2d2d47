using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Storage whose operations stay pending until the test completes them.</summary>
internal sealed class ManualStorage : ILedger, IRoomStore
{
    public List<Appliance.Storage.Redemption> Redemptions { get; } = [];

    public List<RoomWrite> Writes { get; } = [];

    public long CompleteSinceSeconds => 0;

    public long Epoch => 0;

    public long RejectsUntilSeconds { get; set; }

    public bool IsAvailable { get; set; } = true;

    public StoreState State { get; set; } = StoreState.Current;

    public long LastReachableMilliseconds { get; set; }

    public bool IsDurable => true;

    public void Redeem(Appliance.Storage.Redemption redemption) => Redemptions.Add(redemption);

    public void Open(IRoomObserver observer)
    {
        // No rooms are stored at the start.
    }

    public void Write(RoomWrite write) => Writes.Add(write);
}
