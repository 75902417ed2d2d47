using System.Text;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>A room store with rooms from an earlier process.</summary>
internal sealed class PreloadedRoomStore(params StoredRoom[] rooms) : IRoomStore
{
    public bool IsAvailable { get; set; } = true;

    public StoreState State { get; set; } = StoreState.Current;

    public long LastReachableMilliseconds { get; set; }

    public bool IsDurable { get; init; } = true;

    /// <summary>The outcome of every write.</summary>
    public StorageOutcome Outcome { get; init; } = StorageOutcome.Unavailable;

    /// <summary>The room as stored under a policy that had another name for its room type.</summary>
    public static StoredRoom WithTypeRenamed(string other, StoredRoom room, string type)
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
}
