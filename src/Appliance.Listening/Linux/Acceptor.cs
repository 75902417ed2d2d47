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

    private const int LogPeriodMilliseconds = 10_000;

    private long _logNextMilliseconds;

    /// <summary>Listening sockets; the event data of each is its index.</summary>
    public int Count => sockets.Length;

    public bool IsPaused { get; private set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>The event is for a listening socket.</summary>
    public static bool Owns(ulong eventData) => eventData >> 32 == Mark;

    /// <summary>Watches the listening sockets, from the start and after a pause.</summary>
    public void Resume()
    {
        if (!IsPaused || IsClosed)
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
    /// The next waiting connection, its place in the limit taken, or -1 when none waits or there is no room.
    /// </summary>
    public int Accept(ulong eventData)
    {
        if (IsPaused)
            return -1;
        if (!limit.TryTake())
        {
            limit.WakeAtReturn();
            if (!limit.TryTake())
            {
                Pause(AcceptPause.ConnectionsMax);
                return -1;
            }
        }
        int socket = Sockets.Accept(sockets[(uint)eventData].Descriptor);
        if (socket >= 0)
            return socket;
        limit.Return();
        switch (-socket)
        {
            case Errno.Again or Errno.ConnectionAborted:
                return -1;
            case Errno.ProcessFilesFull or Errno.SystemFilesFull:
                Pause(AcceptPause.FileDescriptors);
                return -1;
            default:
                Pause(AcceptPause.Kernel);
                return -1;
        }
    }

    /// <summary>Gives up the listening sockets for good.</summary>
    public void Close()
    {
        if (IsClosed)
            return;
        Unwatch();
        IsClosed = true;
        foreach (ListeningSocket socket in sockets)
            socket.Release();
    }

    private void Pause(AcceptPause reason)
    {
        Unwatch();
        long now = Environment.TickCount64;
        if (now < _logNextMilliseconds)
            return;
        _logNextMilliseconds = now + LogPeriodMilliseconds;
        log.AcceptPaused(reason);
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
