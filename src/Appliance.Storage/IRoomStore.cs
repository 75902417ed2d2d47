namespace Appliance.Storage;

/// <summary>Stores run-time rooms. Thread-safe.</summary>
public interface IRoomStore
{
    /// <summary>Whether writes are expected to succeed now.</summary>
    bool IsAvailable { get; }

    /// <summary>Whether the observer's rooms are in sync with the store.</summary>
    StoreState State { get; }

    /// <summary>When the store was last reachable, in milliseconds of <see cref="Environment.TickCount64"/>. Defined
    /// only while <see cref="State"/> is <see cref="StoreState.Disconnected"/>.</summary>
    long LastReachableMilliseconds { get; }

    /// <summary>Whether rooms outlive the process.</summary>
    bool IsDurable { get; }

    /// <summary>Passes all stored rooms to the observer before it returns, and afterwards the changes made by other
    /// appliances. Those calls come from any thread, but never concurrently. Call it once, before any write.</summary>
    /// <exception cref="StorageException">The rooms cannot be read.</exception>
    void Open(IRoomObserver observer);

    /// <summary>Starts a write without blocking. The caller must not touch the task until it completes. Writes of one
    /// room are applied in the order of the calls.</summary>
    void Write(RoomWrite write);
}

/// <summary>Receives rooms and their changes from an <see cref="IRoomStore"/>.</summary>
public interface IRoomObserver
{
    /// <summary>Apps whose rooms are always read, even if the store has lost its list of apps.</summary>
    IEnumerable<string> Apps => [];

    /// <summary>The room was created or changed.</summary>
    void Put(StoredRoom room);

    /// <summary>The room was deleted.</summary>
    void Remove(string app, string id);
}
