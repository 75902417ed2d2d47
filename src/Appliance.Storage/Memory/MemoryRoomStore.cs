namespace Appliance.Storage.Memory;

/// <summary>Stores nothing: the writer itself holds its rooms until the process ends.</summary>
public sealed class MemoryRoomStore : IRoomStore
{
    public bool IsAvailable => true;

    public StoreState State => StoreState.Current;

    public long LastReachableMilliseconds => 0;

    public bool IsDurable => false;

    public void Open(IRoomObserver observer)
    {
        // No rooms outlive a process.
    }

    public void Write(RoomWrite write) => write.Complete(StorageOutcome.Done);
}
