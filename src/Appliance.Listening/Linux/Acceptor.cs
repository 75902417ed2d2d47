using System.Diagnostics;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// Accepts connections from the listening sockets of one <see cref="Surface{TConnection}"/>. If no slot is free it
/// stops watching the sockets until <see cref="Resume"/>, so that connections wait in the backlog without waking a
/// thread.
/// </summary>
/// <param name="epoll">The set that watches the sockets.</param>
/// <param name="sockets">The listening sockets of one thread.</param>
/// <param name="firstAddress">Index of the first socket's address among the listener's; the others follow.</param>
/// <param name="isAdmin">Whether they are admin addresses.</param>
/// <param name="limit">The connection limits of all threads.</param>
/// <param name="log">Receives pauses and limited addresses.</param>
/// <param name="evict">Closes an admin (true) or ordinary connection of this thread to free a slot; false if none can
/// be closed.</param>
/// <param name="otherThreads">The threads to ask for an eviction when this one has no candidate.</param>
internal sealed class Acceptor(
    Epoll epoll, ListeningSocket[] sockets, int firstAddress, bool isAdmin, ConnectionLimit limit, IListenerLog log,
    Func<bool, bool> evict, RoundRobinWaker otherThreads)
{
    /// <summary>
    /// The upper half of a listening socket's event data. Connections have their generation there, which is never 0.
    /// </summary>
    private const uint Mark = 0;

    /// <summary>Interval at which a paused acceptor tries again.</summary>
    private const int RetryMilliseconds = 1000;

    /// <summary>Retry interval while all slots are in use; other connections soon become old enough to evict.</summary>
    private const int RetrySlotMilliseconds = 50;

    /// <summary>Returned by <see cref="Accept"/> for a connection that was refused or is already gone.</summary>
    public const int Refused = -2;

    private const int NoConnection = -1;

    private readonly AcceptLog _log = new(log, isAdmin);
    private long _retryMilliseconds;
    private bool _isDraining;

    /// <summary>Number of listening sockets; the event data of each is its index.</summary>
    public int Count => sockets.Length;

    public bool IsPaused { get; private set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>When <see cref="RetryDue"/> is due: milliseconds on the monotonic clock.</summary>
    public long DueMilliseconds { get; private set; } = long.MaxValue;

    /// <summary>Whether the event belongs to a listening socket.</summary>
    public static bool Owns(ulong eventData) => eventData >> 32 == Mark;

    /// <summary>Watches the listening sockets, at the start and after a pause.</summary>
    public void Resume()
    {
        if (!IsPaused || _isDraining)
            return;
        _log.Extend(Environment.TickCount64, CountBacklog());
        IsPaused = false;
        for (int index = 0; index < sockets.Length; index++)
        {
            uint events = Libc.EpollIn | (sockets[index].IsShared ? Libc.EpollExclusive : 0);
            if (!epoll.Add(sockets[index].Descriptor, events, (uint)index))
            {
                Pause(AcceptPause.Kernel);
                return;
            }
        }
        UpdateDue();
    }

    /// <summary>If it is due, ends a pause whose retry is due, and logs incidents that are over.</summary>
    /// <param name="nowMilliseconds">The monotonic clock.</param>
    /// <param name="mayResume">If false, the caller must call <see cref="Resume"/> later.</param>
    public void RetryDue(long nowMilliseconds, bool mayResume)
    {
        if (nowMilliseconds < DueMilliseconds)
            return;
        if (IsPaused && nowMilliseconds >= _retryMilliseconds)
        {
            _retryMilliseconds = long.MaxValue;
            if (mayResume)
                Resume();
        }
        if (IsPaused)
            _log.Extend(nowMilliseconds, CountBacklog());
        _log.EndIncidents(nowMilliseconds);
        UpdateDue();
    }

    /// <summary>
    /// Accepts the next connection and takes its slots in the limits. Returns its socket, <see cref="Refused"/>, or
    /// another negative number if no connection waits or no slot is free.
    /// </summary>
    public int Accept(ulong eventData, out AcceptedConnection accepted)
    {
        accepted = default;
        Debug.Assert(Owns(eventData) && !IsClosed);
        int index = (int)(uint)eventData;
        if (_isDraining ? sockets[index].IsInherited : IsPaused)
            return NoConnection;
        ConnectionSlot slot = AcquireSlot(sockets[index]);
        if (slot == ConnectionSlot.None)
            return NoConnection;
        int socket = AcceptOne(sockets[index], out UInt128 peerAddress);
        if (socket >= 0 && TryAcquireForAddress(peerAddress, out AddressKey countedAddress))
        {
            accepted = new AcceptedConnection(peerAddress, firstAddress + index, slot, countedAddress);
            return socket;
        }
        limit.Release(slot);
        if (socket < 0)
            return socket;
        Sockets.Reset(socket);
        return Refused;
    }

    /// <summary>Releases the slots that a connection holds in the limits.</summary>
    public void ReleaseSlot(in AcceptedConnection accepted)
    {
        limit.Release(accepted.CountedAddress);
        limit.Release(accepted.Slot);
    }

    /// <summary>Logs that a connection of this surface was evicted.</summary>
    public void NoteEviction()
    {
        _log.Evict(Environment.TickCount64);
        UpdateDue();
    }

    /// <summary>Stops accepting; new connections wait in the backlog.</summary>
    public void Pause(AcceptPause reason)
    {
        if (_isDraining)
            return;
        StopWatching();
        long now = Environment.TickCount64;
        _retryMilliseconds = reason switch
        {
            AcceptPause.ConnectionsMax => now + RetrySlotMilliseconds,
            AcceptPause.Overload => long.MaxValue,
            _ => now + RetryMilliseconds,
        };
        _log.Pause(reason, now);
        UpdateDue();
    }

    /// <summary>
    /// Refuses new connections. The backlog can still be accepted, except that of an inherited socket, which is left to
    /// the next process.
    /// </summary>
    public void BeginDrain()
    {
        StopWatching();
        _isDraining = true;
        _retryMilliseconds = long.MaxValue;
        UpdateDue();
        foreach (ListeningSocket socket in sockets)
        {
            if (!socket.IsInherited)
                socket.RefuseConnections();
        }
    }

    /// <summary>Releases the listening sockets.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        foreach (ListeningSocket socket in sockets)
            socket.Release();
    }

    /// <summary>
    /// Takes a slot for a waiting connection. None if no connection waits, or if accepting was paused because no slot
    /// is free.
    /// </summary>
    private ConnectionSlot AcquireSlot(ListeningSocket listening)
    {
        ConnectionSlot slot = limit.Acquire(isAdmin);
        if (slot != ConnectionSlot.None || !Sockets.IsReadable(listening.Descriptor))
            return slot;
        if (evict(isAdmin))
            slot = limit.Acquire(isAdmin);
        if (slot == ConnectionSlot.None)
            slot = limit.AcquireReserved(isAdmin);
        if (slot != ConnectionSlot.None)
            return slot;
        limit.NotifyOnRelease(isAdmin);
        slot = limit.Acquire(isAdmin);
        if (slot != ConnectionSlot.None)
            return slot;
        otherThreads.SignalNext();
        Pause(AcceptPause.ConnectionsMax);
        return ConnectionSlot.None;
    }

    private int AcceptOne(ListeningSocket listening, out UInt128 peerAddress)
    {
        int socket = Sockets.Accept(listening.Descriptor, out peerAddress);
        if (isAdmin && Errno.IsOutOfFiles(-socket) && evict(false))
            socket = Sockets.Accept(listening.Descriptor, out peerAddress);
        if (socket >= 0)
            return socket;
        int error = -socket;
        if (Errno.IsOfOneConnection(error))
            return Refused;
        if (Errno.IsOutOfFiles(error))
            Pause(AcceptPause.FileDescriptors);
        else if (error != Errno.Again)
            Pause(AcceptPause.Kernel);
        return NoConnection;
    }

    private bool TryAcquireForAddress(UInt128 peerAddress, out AddressKey countedAddress)
    {
        countedAddress = default;
        try
        {
            if (isAdmin || limit.TryAcquireForAddress(peerAddress, out countedAddress))
                return true;
            _log.LimitAddress(peerAddress);
            UpdateDue();
        }
        catch (OutOfMemoryException)
        {
            // No memory to count the address or to log the limit: the connection is refused.
        }
        return false;
    }

    private int CountBacklog()
    {
        int waiting = 0;
        foreach (ListeningSocket socket in sockets)
            waiting += Sockets.BacklogCount(socket.Descriptor);
        return waiting;
    }

    private void UpdateDue() =>
        DueMilliseconds = Math.Min(IsPaused ? _retryMilliseconds : long.MaxValue, _log.EndMilliseconds);

    private void StopWatching()
    {
        if (IsPaused)
            return;
        IsPaused = true;
        foreach (ListeningSocket socket in sockets)
            epoll.Remove(socket.Descriptor);
    }
}
