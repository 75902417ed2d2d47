using System.Text;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Storage that had rooms before it was opened.</summary>
internal sealed class KeptRooms(params StoredRoom[] rooms) : IRoomStore
{
    public bool IsAvailable { get; set; } = true;

    public StoreState State { get; set; } = StoreState.Current;

    public long LastReachableMilliseconds { get; set; }

    public bool IsDurable { get; init; } = true;

    /// <summary>What becomes of changes.</summary>
    public StorageOutcome Outcome { get; init; } = StorageOutcome.Unavailable;

    /// <summary>A room as it was kept by an appliance whose policy called its type otherwise.</summary>
    public static StoredRoom OfType(string other, StoredRoom room, string type)
    {
        string document = Encoding.UTF8.GetString(room.Document);
        Assert.Contains($"\"{type}\"", document);
        return room with
        {
            Document = Encoding.UTF8.GetBytes(
                document.Replace($"\"{type}\"", $"\"{other}\"", StringComparison.Ordinal)),
        };
    }

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
