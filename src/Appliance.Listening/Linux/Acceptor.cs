namespace Appliance.Listening.Linux;

/// <summary>
/// Takes connections from the listening sockets of one <see cref="Surface{TConnection}"/>. When there is no room for
/// another it stops watching them, so that they wait in the backlog without waking anyone, until <see cref="Resume"/>.
/// </summary>
/// <param name="epoll">Watches the sockets.</param>
/// <param name="sockets">Of one thread.</param>
/// <param name="firstAddress">Which of the listener's addresses the first socket has; the others follow.</param>
/// <param name="isAdmin">Whether they are admin addresses.</param>
/// <param name="limit">Of all threads.</param>
/// <param name="log">Hears of pauses and refusals.</param>
/// <param name="evict">Closes an admin connection of this thread, or an ordinary one, for another's sake; false if
/// there is none to close.</param>
/// <param name="otherThreads">The other threads, to be asked the same when there is none.</param>
internal sealed class Acceptor(
    Epoll epoll, ListeningSocket[] sockets, int firstAddress, bool isAdmin, ConnectionLimit limit, IListenerLog log,
    Func<bool, bool> evict, RoundRobinWaker otherThreads)
{
    /// <summary>In an event's data, where a connection has its generation, which is never this.</summary>
    private const uint Mark = 0;

    /// <summary>How long a pause lasts at most before it is tried whether it has to go on.</summary>
    private const int RetryMilliseconds = 1000;

    /// <summary>The same where connections become old enough to be closed for others.</summary>
    private const int RetrySlotMilliseconds = 50;

    /// <summary>What <see cref="Accept"/> returns for a connection that is not let in, or is gone already.</summary>
    public const int Refused = -2;

    private const int NoConnection = -1;

    private readonly AcceptLog _log = new(log, isAdmin);
    private long _retryMilliseconds;
    private bool _isDraining;

    /// <summary>Listening sockets; the event data of each is its index.</summary>
    public int Count => sockets.Length;

    public bool IsPaused { get; private set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>When <see cref="RetryPaused"/> has something to do, milliseconds on the monotonic clock.</summary>
    public long DueMilliseconds { get; private set; } = long.MaxValue;

    /// <summary>The event is for a listening socket.</summary>
    public static bool Owns(ulong eventData) => eventData >> 32 == Mark;

    /// <summary>Watches the listening sockets, from the start and after a pause.</summary>
    public void Resume()
    {
        if (!IsPaused || _isDraining)
            return;
        _log.Extend(Environment.TickCount64, CountBacklog());
        IsPaused = false;
        for (int index = 0; index < sockets.Length; index++)
        {
            uint events = Native.EpollIn | (sockets[index].IsShared ? Native.EpollExclusive : 0);
            if (!epoll.Add(sockets[index].Descriptor, events, (uint)index))
            {
                Pause(AcceptPause.Kernel);
                return;
            }
        }
        UpdateDue();
    }

    /// <summary>Tries again what was paused, if it is time, and says what is over.</summary>
    /// <param name="nowMilliseconds">Now.</param>
    /// <param name="mayResume">If not, <see cref="Resume"/> has to follow.</param>
    public void RetryPaused(long nowMilliseconds, bool mayResume)
    {
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
    /// The next waiting connection, its places in the limits taken; <see cref="Refused"/>, or another negative number
    /// when none waits or there is no room.
    /// </summary>
    public int Accept(ulong eventData, out AcceptedConnection accepted)
    {
        accepted = default;
        int index = (int)(uint)eventData;
        if (_isDraining ? sockets[index].IsInherited : IsPaused)
            return NoConnection;
        ConnectionSlot slot = TakeSlot(sockets[index]);
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

    /// <summary>Gives back what a connection took of the limits.</summary>
    public void ReleaseSlot(in AcceptedConnection accepted)
    {
        limit.Release(accepted.CountedAddress);
        limit.Release(accepted.Slot);
    }

    /// <summary>A connection that came in here was closed for another's sake.</summary>
    public void NoteEviction()
    {
        _log.Evict(Environment.TickCount64);
        UpdateDue();
    }

    /// <summary>Lets connections wait in the backlog.</summary>
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

    /// <summary>Nobody connects any more. What is in the backlog can still be accepted, but that of an inherited socket
    /// is left to the next process.</summary>
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

    /// <summary>Gives up the listening sockets for good.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        foreach (ListeningSocket socket in sockets)
            socket.Release();
    }

    /// <summary>A place for a connection that waits; none if none waits, or after accepting was paused.</summary>
    private ConnectionSlot TakeSlot(ListeningSocket listening)
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
            // To count another address, or to say that one has too many.
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
