using System.ComponentModel;
using System.Runtime.InteropServices;
using Appliance.Connections;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>The event loop of one thread: waits for events, accepts, serves and expires connections.</summary>
internal sealed class EventLoop<TProtocol, TConnection> : IWakeable, IDisposable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    /// <summary>Maximum accepts from one socket per turn, so that open connections are served in between.</summary>
    private const int AcceptsPerTurnMax = 64;

    /// <summary>Maximum expiries per turn, so that requests are served in between.</summary>
    private const int ExpiriesPerTurnMax = 16;

    /// <summary>Maximum polls of the admin connections per turn; then the ordinary ones are served.</summary>
    private const int AdminPassesMax = 4;

    /// <summary>Values of event data that are no index of a listening socket.</summary>
    private const ulong EventFdMark = uint.MaxValue;
    private const ulong LagMark = uint.MaxValue - 1;
    private const ulong AdminMark = uint.MaxValue - 2;

    private readonly ListenerSettings _settings;
    private readonly IListenerLog _log;
    private readonly EventFd _eventFd;
    private readonly WakeQueue _wakeQueue = new();
    private readonly ConnectionTable<TConnection> _connections = new();
    private readonly TimerWheel<TConnection> _wheel = new(Environment.TickCount64);
    private readonly ConnectionLimit _limit;
    private readonly Surface<TConnection> _ordinary;
    private readonly Surface<TConnection>? _admin;
    private readonly Surface<TConnection>[] _surfaces;
    private readonly Admission<TConnection> _admission;
    private readonly Epoll _epoll;
    private readonly Exchange<TProtocol, TConnection> _exchange;
    private DrainSchedule _drain = new();
    private readonly LogRateLimiter _memoryLog = LogRateLimiter.OncePer10Seconds();
    private volatile bool _stopRequested;
    private volatile bool _abortRequested;
    private volatile int _turns;

    public EventLoop(
        TProtocol protocol,
        ListeningSocket[] sockets,
        ListenerSettings settings,
        ConnectionLimit limit,
        BufferBudget budget,
        EventFd eventFd,
        RoundRobinWaker otherThreads,
        IListenerLog log)
    {
        _settings = settings;
        _limit = limit;
        _eventFd = eventFd;
        _log = log;
        int firstAdmin = Math.Min(settings.FirstAdminAddress, sockets.Length);
        _ordinary = new(sockets[..firstAdmin], 0, settings, limit, log, TryEvict, otherThreads);
        if (firstAdmin < sockets.Length)
            _admin = new(sockets[firstAdmin..], firstAdmin, settings, limit, log, TryEvict, otherThreads);
        _surfaces = _admin is null ? [_ordinary] : [_ordinary, _admin];
        _admission = new(_ordinary, _admin, limit, settings.LagMillisecondsMax);
        _epoll = _ordinary.Epoll;
        _exchange = new Exchange<TProtocol, TConnection>(protocol, _wheel, budget, settings, log);
        // A thread that cannot be woken would accept nothing and never stop.
        if (!_epoll.Add(_eventFd.Descriptor, Libc.EpollIn, EventFdMark)
            || !_epoll.Add(_admission.Descriptor, Libc.EpollIn, LagMark)
            || (_admin is not null && !_epoll.Add(_admin.Epoll.Descriptor, Libc.EpollIn, AdminMark)))
            throw new Win32Exception(Marshal.GetLastSystemError());
    }

    /// <summary>Makes the thread drain and end. Callable from any thread.</summary>
    public void RequestStop()
    {
        _stopRequested = true;
        _eventFd.Signal();
    }

    /// <summary>Callable from any thread.</summary>
    public void Wake(ulong connection)
    {
        if (_wakeQueue.Add(connection))
            _eventFd.Signal();
    }

    /// <summary>Makes a current or later drain reset its remaining connections. Callable from any thread.</summary>
    public void RequestAbort()
    {
        _abortRequested = true;
        _eventFd.Signal();
    }

    /// <summary>Counts the turns that have started. Readable from any thread.</summary>
    public int Turns => _turns;

    public void Run()
    {
        // Even if no slot is free: other threads may have used all of them before this one started. Its first
        // connection then asks for a notification, without which it would never accept.
        Array.ForEach(_surfaces, surface => surface.Acceptor.Resume());
        while (!_ordinary.Acceptor.IsClosed || _connections.Count > 0)
            Turn();
    }

    public void Dispose()
    {
        Array.ForEach(_surfaces, surface => surface.Dispose());
        _admission.Dispose();
        _exchange.Dispose();
    }

    private void Turn()
    {
        int count = _epoll.Wait(WaitMilliseconds());
        _turns++;
        long now = Environment.TickCount64;
        _admission.BeginProbe(now, hasEvents: count > 0);
        _exchange.BeginTurn(now);
        if (_admin is not null && MayAdminBeReady(count))
            ServeAdmin(_admin);
        for (int index = 0; index < count; index++)
            Handle(_epoll.Data(index), _ordinary);
        SendPending();
        if (_stopRequested)
            Drain(now);
        ExpireDeadlines(now);
        _admission.Watch(now);
    }

    /// <summary>Milliseconds until the next deadline or retry; -1 waits indefinitely.</summary>
    private int WaitMilliseconds()
    {
        long now = Environment.TickCount64;
        int wait = _wheel.WaitMilliseconds(now);
        foreach (Surface<TConnection> surface in _surfaces)
        {
            if (surface.Acceptor.DueMilliseconds is not long.MaxValue and long due)
                wait = ShorterWait(wait, (int)Math.Max(0, due - now));
        }
        return ShorterWait(wait, _drain.WaitMilliseconds(now));
    }

    /// <summary>The shorter of two waits; -1 is indefinite.</summary>
    private static int ShorterWait(int wait, int other) => wait < 0 ? other : other < 0 ? wait : Math.Min(wait, other);

    /// <summary>Whether the admin set is ready, or may be among the events beyond one wait's maximum.</summary>
    private bool MayAdminBeReady(int count)
    {
        bool may = count == Epoll.EventsMax;
        for (int index = 0; index < count && !may; index++)
            may = _epoll.Data(index) == AdminMark;
        return may;
    }

    /// <summary>Serves admin connections first in every turn, regardless of the ordinary load.</summary>
    private void ServeAdmin(Surface<TConnection> admin)
    {
        // A connection accepted in one pass usually has its request ready in the next.
        for (int pass = 0; pass < AdminPassesMax && admin.Epoll.Wait(0) is > 0 and int count; pass++)
        {
            for (int index = 0; index < count; index++)
                Handle(admin.Epoll.Data(index), admin);
            SendPending();
        }
    }

    private void Handle(ulong eventData, Surface<TConnection> surface)
    {
        if (eventData == EventFdMark)
            WakeQueued();
        else if (eventData == LagMark)
            _admission.EndProbe(Environment.TickCount64);
        else if (eventData == AdminMark)
            return;
        else if (Acceptor.Owns(eventData))
            Accept(surface, eventData, AcceptsPerTurnMax);
        else if (_connections.Find(eventData) is { } connection)
            Step(connection, WakeReason.Ready);
    }

    private void WakeQueued()
    {
        SendPending();
        _eventFd.Reset();
        EvictForOtherThreads();
        _admission.Resume();
        foreach (ulong eventData in _wakeQueue.TakeAll())
        {
            if (_connections.Find(eventData) is not { } connection)
                continue;
            // Woken twice: send its responses before it writes more, to keep their order.
            if (connection.ResponsesBytes > 0)
                SendPending();
            // Sending may have closed it.
            if (_connections.Find(eventData) is not null)
                Step(connection, WakeReason.Woken);
        }
    }

    private void Accept(Surface<TConnection> surface, ulong eventData, int countMax)
    {
        for (int count = 0; count < countMax; count++)
        {
            int socket = surface.Acceptor.Accept(eventData, out AcceptedConnection accepted);
            if (socket == Acceptor.Refused)
                continue;
            if (socket < 0)
                return;
            if (_connections.TryAdd(socket) is not { } connection)
            {
                Sockets.Reset(socket);
                surface.Acceptor.ReleaseSlot(accepted);
                continue;
            }
            connection.Accepted = accepted;
            connection.Epoll = surface.Epoll;
            if (accepted.Slot != ConnectionSlot.Reserved)
                surface.Evictor.Add(connection, Environment.TickCount64);
            if (!_exchange.Open(connection, new Waker(this, connection.EventData)))
                Close(connection);
        }
    }

    private void Step(Connection<TConnection> connection, WakeReason reason)
    {
        bool open;
        try
        {
            open = reason switch
            {
                WakeReason.Ready => _exchange.OnReady(connection),
                WakeReason.Woken => _exchange.Wake(connection),
                WakeReason.SendPending => _exchange.SendPending(connection),
                _ => _exchange.OnDeadline(connection),
            };
        }
        catch (Exception exception)
        {
            // A bug triggered by one client's bytes must not affect other connections.
            Report(exception);
            _exchange.Recover();
            connection.MustReset = true;
            open = false;
        }
        if (!open)
            Close(connection);
        if (reason != WakeReason.SendPending && _exchange.MustSend)
            SendPending();
    }

    private void Report(Exception exception)
    {
        if (exception is not OutOfMemoryException)
            _log.ConnectionFailed(exception);
        else if (_memoryLog.TryPass(Environment.TickCount64))
            _log.MemoryExhausted();
    }

    private void SendPending()
    {
        while (_exchange.NextPending() is { } connection)
            Step(connection, WakeReason.SendPending);
    }

    private void Close(Connection<TConnection> connection)
    {
        _exchange.Release(connection);
        if (connection.MustReset)
            Sockets.Reset(connection.Socket);
        else
            Sockets.Close(connection.Socket);
        connection.AgeOrder?.Remove(connection);
        _ordinary.Acceptor.ReleaseSlot(connection.Accepted);
        _connections.Remove(connection);
        _admission.Resume();
    }

    private void ExpireDeadlines(long now)
    {
        for (int count = 0; count < ExpiriesPerTurnMax && _wheel.NextExpired(now) is { } connection; count++)
            Step(connection, WakeReason.Expired);
    }

    /// <summary>Evicts a connection if another thread waits for a slot and found none to evict.</summary>
    private void EvictForOtherThreads()
    {
        foreach (Surface<TConnection> surface in _surfaces)
        {
            if (_limit.HasWaiter(surface.IsAdmin))
                TryEvict(surface.IsAdmin);
        }
    }

    /// <summary>Evicts the connection of a surface that the evictor chooses; false if it chooses none.</summary>
    private bool TryEvict(bool isAdmin)
    {
        Surface<TConnection> surface = isAdmin ? _admin! : _ordinary;
        if (surface.Evictor.ChooseConnection(Environment.TickCount64) is not { } connection)
            return false;
        surface.Acceptor.NoteEviction();
        Close(connection);
        return true;
    }

    /// <summary>
    /// Graceful shutdown: stops listening, then serves the backlog, requests under way, and requests that arrive on
    /// open connections within <see cref="ListenerSettings.LastRequestMilliseconds"/>.
    /// </summary>
    private void Drain(long now)
    {
        if (!_drain.HasStarted)
        {
            _drain.Begin(now, _settings);
            _exchange.BeginDrain();
            Array.ForEach(_surfaces, surface => surface.Acceptor.BeginDrain());
            AcceptBacklog();
        }
        if (_drain.TryEndListening(now))
        {
            AcceptBacklog();
            Array.ForEach(_surfaces, surface => surface.Acceptor.Close());
        }
        if (_drain.TryEndIdle(now))
            CloseIdle();
        if (_abortRequested || _drain.IsOver(now))
            ResetAll();
    }

    private void AcceptBacklog()
    {
        foreach (Surface<TConnection> surface in _surfaces)
        {
            for (int index = 0; index < surface.Acceptor.Count; index++)
                Accept(surface, (uint)index, _settings.BacklogMax);
        }
    }

    /// <summary>Closes connections without a request, unless an unread one has arrived.</summary>
    private void CloseIdle()
    {
        _exchange.BeginClosingIdle();
        for (int index = 0; index < _connections.Length; index++)
        {
            Connection<TConnection> connection = _connections[index];
            if (connection.Socket < 0 || connection.Deadline.Phase != ConnectionPhase.Idle)
                continue;
            Step(connection, WakeReason.Ready);
            if (connection.Socket >= 0 && connection.Deadline.Phase == ConnectionPhase.Idle)
                Close(connection);
        }
        SendPending();
    }

    private void ResetAll()
    {
        Array.ForEach(_surfaces, surface => surface.Acceptor.Close());
        for (int index = 0; index < _connections.Length; index++)
        {
            Connection<TConnection> connection = _connections[index];
            if (connection.Socket < 0)
                continue;
            connection.MustReset = true;
            Close(connection);
        }
    }
}
