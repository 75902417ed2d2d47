using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Storage that had rooms before it was opened, and takes no others.</summary>
internal sealed class KeptRooms(params StoredRoom[] rooms) : IRoomStore
{
    public bool IsAvailable => true;

    public void Open(IRoomObserver observer)
    {
        foreach (StoredRoom room in rooms)
            observer.Put(room);
    }

    public void Write(RoomWrite write) => write.Complete(StorageOutcome.Unavailable);

    public void Dispose()
    {
        // It holds nothing.
    }
}
