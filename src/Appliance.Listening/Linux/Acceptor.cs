namespace Appliance.Listening.Linux;

/// <summary>
/// Takes connections from the listening sockets of one thread. When there is no room for another it stops watching
/// them, so that they wait in the backlog without waking anyone, until <see cref="Resume"/>.
/// </summary>
internal sealed class Acceptor(
    Epoll epoll, ListeningSocket[] sockets, ConnectionLimit limit, IListenerLog log)
{
    /// <summary>In an event's data, where a connection has its generation, which is never this.</summary>
    private const uint Mark = 0;

    /// <summary>How long a pause lasts at most before it is tried whether it has to go on.</summary>
    public const int RetryMilliseconds = 1000;

    /// <summary>What <see cref="Accept"/> returns for a connection that is not let in, or is gone already.</summary>
    public const int Refused = -2;

    private const int NoneWaits = -1;

    private long _retryMilliseconds;
    private LogPeriod _pauseLog;
    private LogPeriod _addressLog;

    /// <summary>Listening sockets; the event data of each is its index.</summary>
    public int Count => sockets.Length;

    public bool IsPaused { get; private set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>Only what waits in the backlog is still accepted.</summary>
    private bool IsDraining { get; set; }

    /// <summary>A pause has lasted so long that what caused it may be over.</summary>
    public bool IsRetryDue(long nowMilliseconds) => IsPaused && nowMilliseconds >= _retryMilliseconds;

    /// <summary>The event is for a listening socket.</summary>
    public static bool Owns(ulong eventData) => eventData >> 32 == Mark;

    /// <summary>Watches the listening sockets, from the start and after a pause.</summary>
    public void Resume()
    {
        if (!IsPaused || IsDraining)
            return;
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
    }

    /// <summary>
    /// The next waiting connection, its places in the limits taken; <see cref="Refused"/>, or another negative number
    /// when none waits or there is no room.
    /// </summary>
    public int Accept(ulong eventData, out Arrival arrival)
    {
        arrival = default;
        if (IsPaused && !IsDraining)
            return NoneWaits;
        int index = (int)(uint)eventData;
        int socket = AcceptOne(index, out Place place, out UInt128 peerAddress);
        if (socket < 0)
            return socket;
        bool isTaken = false;
        try
        {
            isTaken = limit.TryTakeFor(peerAddress, out AddressKey counted);
            if (isTaken)
                arrival = new Arrival(peerAddress, index, place, counted);
            else if (_addressLog.TryBegin())
                log.AddressLimited(peerAddress);
        }
        catch (OutOfMemoryException)
        {
            // To count another address, or to say that one has too many.
        }
        if (isTaken)
            return socket;
        limit.Return(place);
        Sockets.Reset(socket);
        return Refused;
    }

    /// <summary>Gives back what a connection took of the limits.</summary>
    public void Return(in Arrival arrival)
    {
        limit.Return(arrival.Counted);
        limit.Return(arrival.Place);
    }

    /// <summary>Lets connections wait in the backlog.</summary>
    public void Pause(AcceptPause reason)
    {
        if (IsDraining)
            return;
        Unwatch();
        _retryMilliseconds = Environment.TickCount64 + RetryMilliseconds;
        if (_pauseLog.TryBegin())
            log.AcceptPaused(reason);
    }

    /// <summary>Nobody connects any more. What is in the backlog can still be accepted, but that of an inherited socket
    /// is left to the next process.</summary>
    public void BeginDrain()
    {
        Unwatch();
        IsDraining = true;
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

    private int AcceptOne(int index, out Place place, out UInt128 peerAddress)
    {
        peerAddress = 0;
        place = Place.None;
        if (IsDraining && sockets[index].IsInherited)
            return NoneWaits;
        place = limit.Take();
        if (place == Place.None)
        {
            Pause(AcceptPause.ConnectionsMax);
            return NoneWaits;
        }
        int socket = Sockets.Accept(sockets[index].Descriptor, out peerAddress);
        if (socket >= 0)
            return socket;
        limit.Return(place);
        int error = -socket;
        if (Errno.IsOfOneConnection(error))
            return Refused;
        if (error is Errno.ProcessFilesFull or Errno.SystemFilesFull)
            Pause(AcceptPause.FileDescriptors);
        else if (error != Errno.Again)
            Pause(AcceptPause.Kernel);
        return NoneWaits;
    }

    private void Unwatch()
    {
        if (IsPaused)
            return;
        IsPaused = true;
        foreach (ListeningSocket socket in sockets)
            epoll.Remove(socket.Descriptor);
    }
}
