namespace Appliance.Storage;

/// <summary>Keeps nothing: who writes a room has it, until the process ends.</summary>
public sealed class MemoryRoomStore : IRoomStore
{
    public bool IsAvailable => true;

    public StoreState State => StoreState.Current;

    public long LastReachableMilliseconds => 0;

    public bool IsDurable => false;

    public void Open(IRoomObserver observer)
    {
        // There is no room from before.
    }

    public void Write(RoomWrite write) => write.Complete(StorageOutcome.Done);

    public void Dispose()
    {
        // It holds nothing.
    }
}
