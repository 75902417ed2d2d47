using System.ComponentModel;
using Appliance.Connections;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// The threads of a listener, each with its own event loop; they share the connection limit and the Unix sockets.
/// Avoids LINQ: its virtual generic methods would add the runtime's type loader, 0.2 MB, to the static binary.
/// </summary>
internal sealed class LinuxLoop<TProtocol, TConnection> : ILoop
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private readonly EventLoop<TProtocol, TConnection>[] _loops;
    private readonly EventFd[] _eventFds;
    private readonly Thread[] _threads;
    private readonly Lock _stopLock = new();
    private readonly Lock _eventFdLock = new();
    private readonly object _startLock = new();
    private bool _allStarted;
    private bool _stopped;
    private bool _disposed;

    private LinuxLoop(
        EventLoop<TProtocol, TConnection>[] loops, EventFd[] eventFds, IReadOnlyList<ListenAddress> boundAddresses)
    {
        _loops = loops;
        _eventFds = eventFds;
        BoundAddresses = boundAddresses;
        _threads = new Thread[loops.Length];
        for (int index = 0; index < loops.Length; index++)
        {
            EventLoop<TProtocol, TConnection> loop = loops[index];
            _threads[index] = new Thread(() => RunAfterAllStarted(loop))
                { Name = $"listener {index}", IsBackground = true };
            _threads[index].Start();
        }
        lock (_startLock)
        {
            _allStarted = true;
            Monitor.PulseAll(_startLock);
        }
    }

    public IReadOnlyList<ListenAddress> BoundAddresses { get; }

    /// <summary>
    /// Starts serving only after all threads exist. If a thread cannot be created the start fails, and no connection
    /// may have been accepted by then.
    /// </summary>
    private void RunAfterAllStarted(EventLoop<TProtocol, TConnection> loop)
    {
        lock (_startLock)
        {
            while (!_allStarted)
                Monitor.Wait(_startLock);
        }
        loop.Run();
    }

    public static LinuxLoop<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses,
        ListenerSettings settings,
        Func<int, TProtocol> protocolForThread,
        IListenerLog log)
    {
        var protocols = new TProtocol[settings.Threads];
        for (int thread = 0; thread < protocols.Length; thread++)
            protocols[thread] = protocolForThread(thread);
        ListeningSocket[][] opened = OpenAll(addresses, settings);
        try
        {
            return Assemble(opened, settings, protocols, new GuardedLog(log));
        }
        catch (Win32Exception exception)
        {
            ReleaseAll(opened);
            throw new ListenException(addresses[0], ListenError.FileDescriptors, exception.NativeErrorCode);
        }
    }

    private static LinuxLoop<TProtocol, TConnection> Assemble(
        ListeningSocket[][] opened, ListenerSettings settings, TProtocol[] protocols, IListenerLog log)
    {
        var eventFds = new EventFd[settings.Threads];
        for (int thread = 0; thread < eventFds.Length; thread++)
            eventFds[thread] = new EventFd();
        var limit = new ConnectionLimit(
            settings, settings.IsAdmin(opened.Length - 1), () => Array.ForEach(eventFds, eventFd => eventFd.Signal()));
        var otherThreads = new RoundRobinWaker(eventFds);
        var budget = new BufferBudget(settings.BufferedBytesMax);
        var loops = new EventLoop<TProtocol, TConnection>[settings.Threads];
        for (int thread = 0; thread < loops.Length; thread++)
        {
            var sockets = new ListeningSocket[opened.Length];
            for (int index = 0; index < sockets.Length; index++)
                sockets[index] = opened[index][thread];
            loops[thread] = new(
                protocols[thread], sockets, settings, limit, budget, eventFds[thread], otherThreads, log);
        }
        return new(loops, eventFds, Array.ConvertAll(opened, perThread => perThread[0].Address));
    }

    public void Stop()
    {
        lock (_stopLock)
        {
            if (_stopped)
                return;
            _stopped = true;
            foreach (EventLoop<TProtocol, TConnection> loop in _loops)
                loop.RequestStop();
            foreach (Thread thread in _threads)
                thread.Join();
            // Not earlier: a loop signals the others when one of its connections closes.
            foreach (EventLoop<TProtocol, TConnection> loop in _loops)
                loop.Dispose();
            lock (_eventFdLock)
            {
                _disposed = true;
                foreach (EventFd eventFd in _eventFds)
                    eventFd.Dispose();
            }
        }
    }

    public void Abort()
    {
        lock (_eventFdLock)
        {
            if (_disposed)
                return;
            foreach (EventLoop<TProtocol, TConnection> loop in _loops)
                loop.RequestAbort();
        }
    }

    public bool IsResponsive(TimeSpan within)
    {
        long endMilliseconds = Environment.TickCount64 + (long)within.TotalMilliseconds;
        var turnsBefore = new int[_loops.Length];
        lock (_eventFdLock)
        {
            if (_disposed)
                return false;
            for (int index = 0; index < _loops.Length; index++)
            {
                turnsBefore[index] = _loops[index].Turns;
                _eventFds[index].Signal();
            }
        }
        for (int index = 0; index < _loops.Length; index++)
        {
            while (_loops[index].Turns == turnsBefore[index] && _threads[index].IsAlive)
            {
                if (Environment.TickCount64 >= endMilliseconds)
                    return false;
                Thread.Sleep(1);
            }
        }
        return true;
    }

    private static ListeningSocket[][] OpenAll(IReadOnlyList<ListenAddress> addresses, ListenerSettings settings)
    {
        var opened = new ListeningSocket[]?[addresses.Count];
        try
        {
            foreach (int index in BindOrder.Of(addresses))
                opened[index] = ListeningSocket.Open(addresses[index], settings.Threads, settings.BacklogMax);
        }
        catch
        {
            ReleaseAll(opened);
            throw;
        }
        return opened!;
    }

    /// <summary>A failed start leaves no socket file behind.</summary>
    private static void ReleaseAll(ListeningSocket[]?[] opened)
    {
        foreach (ListeningSocket[]? perThread in opened)
            Array.ForEach(perThread ?? [], socket => socket.Release());
    }
}
