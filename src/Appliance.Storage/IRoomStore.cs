namespace Appliance.Storage;

/// <summary>Rooms that are made at run time. Any thread may call it.</summary>
public interface IRoomStore : IDisposable
{
    /// <summary>Whether writes can be expected to succeed now.</summary>
    bool IsAvailable { get; }

    /// <summary>Whether what the observer was told is what the store keeps.</summary>
    StoreState State { get; }

    /// <summary>When the store was last known to answer, in the milliseconds of <see cref="Environment.TickCount64"/>;
    /// only while <see cref="State"/> is <see cref="StoreState.Disconnected"/>.</summary>
    long LastReachableMilliseconds { get; }

    /// <summary>Whether rooms outlive the process.</summary>
    bool IsDurable { get; }

    /// <summary>Tells the observer of every room that is kept, before it returns, and from then on of what other
    /// appliances change, on any thread but one call at a time. Called once, before any write.</summary>
    /// <exception cref="StorageException">What is kept cannot be read.</exception>
    void Open(IRoomObserver observer);

    /// <summary>Begins to write; never blocks. The task is the store's until it is completed. Two writes of one room
    /// that are begun one after the other are done in that order.</summary>
    void Write(RoomWrite write);
}

/// <summary>Is told of rooms.</summary>
public interface IRoomObserver
{
    /// <summary>Apps whose rooms it wants to be told of, also where the store has lost which apps there are.</summary>
    IEnumerable<string> Apps => [];

    /// <summary>The room is there as it is given.</summary>
    void Put(StoredRoom room);

    /// <summary>The room is there no more.</summary>
    void Remove(string app, string id);
}
