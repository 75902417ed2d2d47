namespace Appliance.Storage;

/// <summary>The rooms in a <see cref="SqliteStorage"/>, which closes it. Nobody else changes them.</summary>
internal sealed class SqliteRoomStore(SqliteWriter writer, string path) : IRoomStore
{
    public bool IsAvailable => writer.IsAvailable;

    /// <summary>Nobody else changes the rooms, so that what was read stays true also while nothing can be written.
    /// </summary>
    public StoreState State => StoreState.Current;

    public long LastReachableMilliseconds => 0;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer) => SqliteRoomReader.Read(path, observer);

    public void Write(RoomWrite write) => writer.Enqueue(write);

    public void Dispose()
    {
        // The ledger may still be in use.
    }
}
