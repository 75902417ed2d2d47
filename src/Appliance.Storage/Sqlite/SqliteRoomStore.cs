namespace Appliance.Storage.Sqlite;

/// <summary>The rooms of a <see cref="SqliteStorage"/>. No other process changes them.</summary>
internal sealed class SqliteRoomStore(SqliteWriter writer, string path) : IRoomStore
{
    public bool IsAvailable => writer.IsAvailable;

    /// <summary>Always current: no other process changes the rooms, even while writes fail.</summary>
    public StoreState State => StoreState.Current;

    public long LastReachableMilliseconds => 0;

    public bool IsDurable => true;

    public void Open(IRoomObserver observer) => SqliteRoomReader.Read(path, observer);

    public void Write(RoomWrite write) => writer.Enqueue(write);
}
