using System.Diagnostics;
using Appliance.Storage;

namespace Appliance.Rooms;

/// <summary>The state of one room in <see cref="RoomRegistry"/>: the version that threads see, the stored version and
/// the pending changes. Changed under the registry's lock.</summary>
/// <param name="key">The room's id in UTF-8.</param>
internal sealed class RoomEntry(byte[] key)
{
    private volatile RoomRecord? _current;
    private volatile RoomRecord? _stored;

    /// <summary>Redemptions that wait for the write of the session start; may be null. Only while a change is pending.
    /// </summary>
    private List<Completion>? _waiters;
    private long _changesStarted;

    /// <summary>The number of the change that wrote <see cref="Stored"/>.</summary>
    private long _storedNumber;

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

    /// <summary>The number of changes that storage has not completed.</summary>
    public int Pending { get; private set; }

    public bool IsUnused
    {
        get
        {
            Debug.Assert(_waiters is null || Pending > 0);
            return Pending == 0 && Stored is null && Current is null;
        }
    }

    /// <summary>Returns the number of the change, from 1.</summary>
    public long BeginChange()
    {
        Pending++;
        _changesStarted++;
        Debug.Assert(Pending <= _changesStarted && _storedNumber < _changesStarted);
        return _changesStarted;
    }

    /// <summary>Storage makes the changes in order, but completions may arrive in another order.</summary>
    public void CompleteChange(RoomChange change)
    {
        Debug.Assert(Pending > 0 && change.Outcome != StorageOutcome.Pending);
        Debug.Assert(change.Number > 0 && change.Number <= _changesStarted && change.Number != _storedNumber);
        Pending--;
        if (change.Outcome == StorageOutcome.Done && change.Number > _storedNumber)
            (Stored, _storedNumber) = (change.Result, change.Number);
    }

    /// <summary>Completes with a pending write of the session start.</summary>
    public Completion AddWaiter()
    {
        Debug.Assert(Pending > 0 && StoredSessionStart == 0);
        Completion waiter = new();
        (_waiters ??= []).Add(waiter);
        return waiter;
    }

    /// <summary>The waiters to complete, because a start is stored or no write is pending.</summary>
    public Completion[] TakeWaiters()
    {
        if (_waiters is null || Pending > 0 && StoredSessionStart == 0)
            return [];
        Completion[] waiters = _waiters.ToArray();
        _waiters = null;
        return waiters;
    }
}
