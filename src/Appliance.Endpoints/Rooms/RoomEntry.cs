namespace Appliance.Endpoints;

/// <summary>What <see cref="RoomRegistry"/> knows of one room: what is seen of it, what storage has, and what is on its
/// way
/// there. Changed under the lock of its app's rooms.</summary>
/// <param name="key">The room's id in UTF-8.</param>
internal sealed class RoomEntry(byte[] key)
{
    private volatile RoomRecord? _current;
    private volatile RoomRecord? _stored;

    public byte[] Key { get; } = key;

    /// <summary>What all threads see.</summary>
    public RoomRecord? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Among the rooms in their order; only if it is one that the policy does not name.</summary>
    public RoomCursor Cursor { get; set; }

    /// <summary>What storage has, as far as is known.</summary>
    public RoomRecord? Stored
    {
        get => _stored;
        set => _stored = value;
    }

    /// <summary>Unix seconds; 0 if storage has no start.</summary>
    public long StoredSessionStart => Stored?.SessionStartedAtSeconds ?? 0;

    /// <summary>Redemptions that await the write of the session's start; null if there are none. Only while a
    /// change is pending.</summary>
    public List<Completion>? Waiters { get; set; }

    /// <summary>The number of the change that made it so.</summary>
    public long StoredNumber { get; set; }

    public long ChangesStarted { get; set; }

    /// <summary>Changes on their way into storage.</summary>
    public int Pending { get; set; }
}
