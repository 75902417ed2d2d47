namespace Appliance.Endpoints;

/// <summary>The state of one room in <see cref="RoomRegistry"/>: the version that threads see, the stored version and
/// the pending changes. Changed under the registry's lock.</summary>
/// <param name="key">The room's id in UTF-8.</param>
internal sealed class RoomEntry(byte[] key)
{
    private volatile RoomRecord? _current;
    private volatile RoomRecord? _stored;

    public byte[] Key { get; } = key;

    /// <summary>The version that all threads see.</summary>
    public RoomRecord? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Its position in lists; only set for rooms that the policy does not list.</summary>
    public RoomCursor Cursor { get; set; }

    /// <summary>The stored version, as last known.</summary>
    public RoomRecord? Stored
    {
        get => _stored;
        set => _stored = value;
    }

    /// <summary>Unix seconds; 0 if no start is stored.</summary>
    public long StoredSessionStart => Stored?.SessionStartedAtSeconds ?? 0;

    /// <summary>Redemptions that wait for the write of the session start; may be null. Only while a change is pending.
    /// </summary>
    public List<Completion>? Waiters { get; set; }

    /// <summary>The number of the change that wrote <see cref="Stored"/>.</summary>
    public long StoredNumber { get; set; }

    public long ChangesStarted { get; set; }

    /// <summary>The number of changes that storage has not completed.</summary>
    public int Pending { get; set; }
}
