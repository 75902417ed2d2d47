namespace Appliance.Listening.Linux;

/// <summary>The connections of one thread by slot. Slots are reused, latest first; it grows by doubling.</summary>
internal sealed class ConnectionTable<TConnection>
    where TConnection : struct
{
    private Connection<TConnection>[] _slots = [];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Connections that are open.</summary>
    public int Count => Slots - _freeCount;

    /// <summary>Slots there are, open or free.</summary>
    public int Slots { get; private set; }

    public Connection<TConnection> this[int slot] => _slots[slot];

    /// <summary>Null, and nothing changed, if there is no memory for it.</summary>
    public Connection<TConnection>? TryAdd(int socket)
    {
        if (_freeCount == 0 && !TryAddSlot())
            return null;
        Connection<TConnection> connection = _slots[_free[--_freeCount]];
        connection.Socket = socket;
        connection.Generation = connection.Generation == uint.MaxValue ? 1 : connection.Generation + 1;
        return connection;
    }

    /// <summary>The connection that an event was for, or null if it was closed meanwhile.</summary>
    public Connection<TConnection>? Find(ulong eventData)
    {
        Connection<TConnection> connection = _slots[(uint)eventData];
        return connection.Socket >= 0 && connection.EventData == eventData ? connection : null;
    }

    public void Remove(Connection<TConnection> connection)
    {
        connection.Socket = -1;
        connection.State = default;
        connection.Next = Next.Idle;
        connection.LingerBytes = 0;
        connection.RequestBytes = 0;
        connection.Interest = 0;
        connection.IsWoken = false;
        connection.MustReset = false;
        _free[_freeCount++] = connection.Slot;
    }

    private bool TryAddSlot()
    {
        try
        {
            if (Slots == _slots.Length)
            {
                int length = Math.Max(16, Slots * 2);
                Array.Resize(ref _free, length);
                Array.Resize(ref _slots, length);
            }
            _slots[Slots] = new Connection<TConnection>(Slots);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        _free[_freeCount++] = Slots++;
        return true;
    }
}
