namespace Appliance.Listening.Linux;

/// <summary>One thread: waits for what is ready, accepts, serves, sweeps, and drains at the end.</summary>
internal sealed class EventLoop<TProtocol, TConnection> : IDisposable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    /// <summary>Accepted from one socket in one turn; then the connections that are open come first.</summary>
    private const int AcceptsPerTurnMax = 64;

    /// <summary>In an event's data; no listening socket has this index.</summary>
    private const ulong WakeUpMark = uint.MaxValue;

    private readonly ListenerSettings _settings;
    private readonly ConnectionLimit _limit;
    private readonly IListenerLog _log;
    private readonly WakeUp _wakeUp;
    private readonly Epoll _epoll = new();
    private readonly ConnectionTable<TConnection> _connections = new();
    private readonly Sweep<TConnection> _sweep;
    private readonly Acceptor _acceptor;
    private readonly Exchange<TProtocol, TConnection> _exchange;
    private long _drainEndMilliseconds = long.MaxValue;
    private volatile bool _stopRequested;
    private volatile bool _abortRequested;
    private volatile int _turns;

    public EventLoop(
        TProtocol protocol,
        ListeningSocket[] sockets,
        ListenerSettings settings,
        ConnectionLimit limit,
        WakeUp wakeUp,
        IListenerLog log)
    {
        _settings = settings;
        _limit = limit;
        _wakeUp = wakeUp;
        _log = log;
        _sweep = new Sweep<TConnection>(_connections);
        _acceptor = new Acceptor(_epoll, sockets, limit, log);
        _exchange = new Exchange<TProtocol, TConnection>(protocol, _epoll, settings);
    }

    private bool IsDraining => _drainEndMilliseconds != long.MaxValue;

    /// <summary>Asks the thread to drain and end; from any thread.</summary>
    public void RequestStop()
    {
        _stopRequested = true;
        _wakeUp.Signal();
    }

    /// <summary>Asks the thread to reset what a drain, this or a later one, still waits for; from any thread.</summary>
    public void RequestAbort()
    {
        _abortRequested = true;
        _wakeUp.Signal();
    }

    /// <summary>Changes with every turn that begins; for any thread.</summary>
    public int Turns => _turns;

    public void Run()
    {
        _epoll.Add(_wakeUp.Descriptor, Native.EpollIn, WakeUpMark);
        _acceptor.Resume();
        while (!IsDraining || _connections.Count > 0)
            Turn();
    }

    public void Dispose() => _epoll.Dispose();

    private void Turn()
    {
        int count = _epoll.Wait(WaitMilliseconds());
        _turns++;
        long now = Environment.TickCount64;
        _exchange.BeginTurn(now);
        for (int index = 0; index < count; index++)
            Handle(_epoll.Data(index));
        if (_stopRequested && !IsDraining)
            BeginDrain(now);
        if (now >= _drainEndMilliseconds || (_abortRequested && IsDraining))
            ResetAll();
        if (_sweep.TryBegin(now))
            EndPhases(now);
    }

    /// <summary>For ever while nothing can time out and nothing is to be tried again.</summary>
    private int WaitMilliseconds()
    {
        if (_connections.Count == 0 && !_acceptor.IsPaused)
            return -1;
        long now = Environment.TickCount64;
        return (int)Math.Clamp(_drainEndMilliseconds - now, 0, _sweep.WaitMilliseconds(now));
    }

    private void Handle(ulong eventData)
    {
        if (eventData == WakeUpMark)
        {
            _wakeUp.Reset();
            _acceptor.Resume();
        }
        else if (Acceptor.Owns(eventData))
        {
            Accept(eventData, AcceptsPerTurnMax);
        }
        else if (_connections.Find(eventData) is { } connection)
        {
            Step(connection, isExpired: false);
        }
    }

    private void Accept(ulong eventData, int countMax)
    {
        for (int count = 0; count < countMax; count++)
        {
            int socket = _acceptor.Accept(eventData);
            if (socket < 0)
                return;
            Connection<TConnection> connection = _connections.Add(socket);
            _exchange.Open(connection);
            if (!_epoll.Add(socket, Native.EpollIn, connection.EventData))
                Close(connection);
        }
    }

    private void Step(Connection<TConnection> connection, bool isExpired)
    {
        bool open;
        try
        {
            open = isExpired ? _exchange.Expire(connection) : _exchange.Continue(connection);
        }
        catch (Exception exception)
        {
            // One peer's bytes must not end the service of the others, whatever our mistake was.
            _log.ConnectionFailed(exception);
            connection.MustReset = true;
            open = false;
        }
        if (!open)
            Close(connection);
    }

    private void Close(Connection<TConnection> connection)
    {
        _exchange.Forget(connection);
        if (connection.MustReset)
            Sockets.Reset(connection.Socket);
        else
            Sockets.Close(connection.Socket);
        _connections.Remove(connection);
        _limit.Return();
        _acceptor.Resume();
    }

    private void EndPhases(long now)
    {
        _acceptor.Resume();
        while (_sweep.NextExpired(now) is { } connection)
            Step(connection, isExpired: true);
    }

    /// <summary>Takes what waits in the backlog, listens no more, and closes what has nothing to say.</summary>
    private void BeginDrain(long now)
    {
        _drainEndMilliseconds = now + 1000L * _settings.DrainSeconds;
        _exchange.BeginDrain();
        for (int index = 0; index < _acceptor.Count; index++)
            Accept((uint)index, _settings.BacklogMax);
        _acceptor.Close();
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            Connection<TConnection> connection = _connections[slot];
            if (connection.Socket >= 0 && connection.Deadline.Phase == Phase.Idle)
                Step(connection, isExpired: false);
        }
    }

    private void ResetAll()
    {
        for (int slot = 0; slot < _connections.Slots; slot++)
        {
            Connection<TConnection> connection = _connections[slot];
            if (connection.Socket < 0)
                continue;
            connection.MustReset = true;
            Close(connection);
        }
    }
}
