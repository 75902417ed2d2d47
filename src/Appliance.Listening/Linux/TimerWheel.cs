using System.Diagnostics;
using System.Numerics;

namespace Appliance.Listening.Linux;

/// <summary>
/// A thread's deadlines on the monotonic clock, as a timer wheel: slots of half a second, each a linked list through
/// its connections. A connection lies in a slot no later than its deadline. Postponing a deadline, as every request
/// does, moves nothing: when the slot is due, the connection is moved to the slot of its current deadline.
/// </summary>
internal sealed class TimerWheel<TConnection>(long nowMilliseconds)
    where TConnection : struct
{
    /// <summary>A tick is 512 ms.</summary>
    private const int TickShift = 9;

    /// <summary>One bit each in <see cref="_occupied"/>. Deadlines beyond one revolution are scheduled again.</summary>
    private const int SlotCount = 64;

    private readonly Connection<TConnection>?[] _slots = new Connection<TConnection>?[SlotCount];
    private ulong _occupied;

    /// <summary>The tick of the slot being emptied, or emptied last.</summary>
    private long _tick = nowMilliseconds >> TickShift;

    /// <summary>Must be called after every change of a connection's deadline.</summary>
    public void Schedule(Connection<TConnection> connection)
    {
        long due = -(-connection.Deadline.AtMilliseconds >> TickShift);
        due = Math.Clamp(due, _tick + 1, _tick + SlotCount - 1);
        if (connection.DueTick != 0 && connection.DueTick <= due)
            return;
        Cancel(connection);
        ref Connection<TConnection>? first = ref _slots[Slot(due)];
        Debug.Assert((first is null) == ((_occupied & (1UL << Slot(due))) == 0));
        connection.DueTick = due;
        connection.NextInSlot = first;
        if (first is not null)
            first.PreviousInSlot = connection;
        first = connection;
        _occupied |= 1UL << Slot(due);
    }

    public void Cancel(Connection<TConnection> connection)
    {
        if (connection.DueTick == 0)
            return;
        Debug.Assert(connection.PreviousInSlot is not null || _slots[Slot(connection.DueTick)] == connection);
        if (connection.NextInSlot is { } next)
            next.PreviousInSlot = connection.PreviousInSlot;
        if (connection.PreviousInSlot is { } previous)
            previous.NextInSlot = connection.NextInSlot;
        else
            Empty(Slot(connection.DueTick), connection.NextInSlot);
        connection.NextInSlot = null;
        connection.PreviousInSlot = null;
        connection.DueTick = 0;
    }

    /// <summary>Milliseconds until a slot is due, 0 if one is due now; -1 if all are empty.</summary>
    public int WaitMilliseconds(long nowMilliseconds)
    {
        if (_occupied == 0)
            return -1;
        int ticks = BitOperations.TrailingZeroCount(BitOperations.RotateRight(_occupied, Slot(_tick)));
        return (int)Math.Clamp(((_tick + ticks) << TickShift) - nowMilliseconds, 0, int.MaxValue);
    }

    /// <summary>
    /// Removes the next connection with an expired deadline from the wheel, or returns null. Close the connection
    /// before the next call, or set and schedule a new deadline.
    /// </summary>
    public Connection<TConnection>? NextExpired(long nowMilliseconds)
    {
        long nowTick = nowMilliseconds >> TickShift;
        while (true)
        {
            while (_slots[Slot(_tick)] is { } connection)
            {
                Cancel(connection);
                if (connection.Deadline.AtMilliseconds <= nowMilliseconds)
                    return connection;
                Schedule(connection);
            }
            if (_tick >= nowTick)
                return null;
            _tick = _occupied == 0 ? nowTick : _tick + 1;
        }
    }

    private static int Slot(long tick) => (int)(tick & (SlotCount - 1));

    private void Empty(int slot, Connection<TConnection>? first)
    {
        _slots[slot] = first;
        if (first is null)
            _occupied &= ~(1UL << slot);
    }
}
