namespace Appliance.Storage;

/// <summary>The rooms in a <see cref="SqliteStorage"/>, which closes it. Nobody else changes them.</summary>
internal sealed class SqliteRoomStore(SqliteWriter writer, string path) : IRoomStore
{
    public bool IsAvailable => writer.IsAvailable;

    /// <summary>Nobody else changes the rooms, so that what was read stays true also while nothing can be written.
    /// </summary>
    public StoreContact Contact => StoreContact.Current;

    public long LastContactMilliseconds => 0;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer)
    {
        try
        {
            using SqliteConnection connection = new(path, SqliteStorage.BusyMillisecondsMax);
            using SqliteStatement rooms = connection.Prepare("SELECT app, id, name, document FROM rooms");
            while (rooms.Read())
                observer.Put(new(rooms.TextOrNull(0)!, rooms.TextOrNull(1)!, rooms.TextOrNull(2), rooms.Bytes(3)));
        }
        catch (SqliteException e)
        {
            throw SqliteStorage.Unreadable(path, e);
        }
    }

    public void Write(RoomWrite write) => writer.Begin(write);

    public void Dispose()
    {
        // The ledger may still be in use.
    }
}
