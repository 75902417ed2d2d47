using Appliance.Storage;

namespace Appliance.Rooms.Tests;

/// <summary>A room store whose writes stay pending until the test completes them.</summary>
/// <param name="rooms">The rooms of an earlier process.</param>
internal sealed class ManualRoomStore(params StoredRoom[] rooms) : IRoomStore
{
    public List<RoomWrite> Writes { get; } = [];

    public bool IsAvailable => true;

    public StoreState State { get; set; } = StoreState.Current;

    public long LastReachableMilliseconds { get; set; }

    public bool IsDurable => true;

    public void Open(IRoomObserver observer)
    {
        foreach (StoredRoom room in rooms)
            observer.Put(room);
    }

    public void Write(RoomWrite write) => Writes.Add(write);
}
