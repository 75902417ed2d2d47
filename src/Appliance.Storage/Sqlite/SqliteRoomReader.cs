namespace Appliance.Storage.Sqlite;

/// <summary>Reads the rooms of a database once, also while another process uses it. Writes are unavailable.</summary>
internal sealed class SqliteRoomReader(string path) : IRoomStore
{
    public bool IsAvailable => false;

    public StoreState State => StoreState.Current;

    public long LastReachableMilliseconds => 0;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer) => Read(path, observer);

    public void Write(RoomWrite write) => write.Complete(StorageOutcome.Unavailable);

    /// <summary>Passes all rooms of a database to the observer.</summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public static void Read(string path, IRoomObserver observer)
    {
        try
        {
            using SqliteConnection connection = new(path);
            using SqliteStatement rooms = connection.Prepare("SELECT app, id, name, document FROM rooms");
            while (rooms.Read())
                observer.Put(new(rooms.TextOrNull(0)!, rooms.TextOrNull(1)!, rooms.TextOrNull(2), rooms.Bytes(3)));
        }
        catch (SqliteException e)
        {
            throw SqliteStorage.Unreadable(path, e);
        }
    }
}
