using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Storage that had rooms before it was opened.</summary>
internal sealed class KeptRooms(params StoredRoom[] rooms) : IRoomStore
{
    public bool IsAvailable => true;

    /// <summary>What becomes of changes.</summary>
    public StorageOutcome Outcome { get; init; } = StorageOutcome.Unavailable;

    public void Open(IRoomObserver observer)
    {
        foreach (StoredRoom room in rooms)
            observer.Put(room);
    }

    public void Write(RoomWrite write) => write.Complete(Outcome);

    public void Dispose()
    {
        // It holds nothing.
    }
}
