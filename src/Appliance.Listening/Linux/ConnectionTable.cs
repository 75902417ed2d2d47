using System.Diagnostics;
using Appliance.Connections;

namespace Appliance.Listening.Linux;

/// <summary>
/// The connections of one thread. Entries are reused, the last freed one first; the table grows by doubling.
/// </summary>
internal sealed class ConnectionTable<TConnection>
    where TConnection : struct
{
    private Connection<TConnection>[] _connections = [];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Number of open connections.</summary>
    public int Count => Length - _freeCount;

    /// <summary>Number of entries, open or free.</summary>
    public int Length { get; private set; }

    public Connection<TConnection> this[int index] => _connections[index];

    /// <summary>Null, with the table unchanged, if memory is exhausted.</summary>
    public Connection<TConnection>? TryAdd(int socket)
    {
        if (_freeCount == 0 && !TryAddEntry())
            return null;
        Connection<TConnection> connection = _connections[_free[--_freeCount]];
        Debug.Assert(connection.Socket < 0 && connection.OwnsNothing);
        connection.Socket = socket;
        connection.Generation = connection.Generation == uint.MaxValue ? 1 : connection.Generation + 1;
        return connection;
    }

    /// <summary>The connection of an event, or null if it was closed meanwhile.</summary>
    public Connection<TConnection>? Find(ulong eventData)
    {
        Debug.Assert((uint)eventData < (uint)Length, "Event data is that of a connection of this table.");
        Connection<TConnection> connection = _connections[(uint)eventData];
        return connection.Socket >= 0 && connection.EventData == eventData ? connection : null;
    }

    /// <summary>The connection must have been released, and be in no order.</summary>
    public void Remove(Connection<TConnection> connection)
    {
        Debug.Assert(connection.Socket >= 0 && connection.OwnsNothing);
        connection.Socket = -1;
        connection.State = default;
        connection.Deadline = default;
        connection.Next = ConnectionPhase.Idle;
        connection.LingerBytes = 0;
        connection.RequestBytes = 0;
        connection.Interest = 0;
        connection.IsWoken = false;
        connection.MustReset = false;
        _free[_freeCount++] = connection.TableIndex;
    }

    private bool TryAddEntry()
    {
        try
        {
            if (Length == _connections.Length)
            {
                int length = Math.Max(16, Length * 2);
                Array.Resize(ref _free, length);
                Array.Resize(ref _connections, length);
            }
            _connections[Length] = new Connection<TConnection>(Length);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
        _free[_freeCount++] = Length++;
        return true;
    }
}
