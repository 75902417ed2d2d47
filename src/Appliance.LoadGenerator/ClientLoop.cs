using Appliance.Listening.Linux;

namespace Appliance.LoadGenerator;

/// <summary>
/// One thread's connections on an epoll set: opens them, sends, reads answers, notices losses. When to send what is
/// up to the kind of load.
/// </summary>
internal abstract class ClientLoop : IDisposable
{
    /// <summary>More would overflow a listener's backlog, and come again only after the kernel's second.</summary>
    private const int OpeningMax = 256;

    private const long ReopenNs = 100 * Clock.NsPerMs;
    private const long SweepNs = 100 * Clock.NsPerMs;
    private const int WaitMs = 10;
    private const int ReceiveBytes = 256 * 1024;

    private readonly ClientSocket _sockets;
    private readonly Queue<ClientConnection> _unopened = new();
    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly byte[] _requests;
    private readonly int _requestBytes;
    private readonly long _patienceNs;
    private int _opening;
    private long _sweepAtNs;

    protected ClientLoop(Target target, int connections, int batch)
    {
        _sockets = new(target.Address, target.ReceiveBufferBytes);
        _requestBytes = target.Request.Length;
        Batch = batch;
        _requests = new byte[batch * _requestBytes];
        for (int request = 0; request < batch; request++)
            target.Request.CopyTo(_requests, request * _requestBytes);
        _patienceNs = target.PatienceSeconds * Clock.NsPerSecond;
        Connections = new ClientConnection[connections];
        for (int slot = 0; slot < connections; slot++)
        {
            Connections[slot] = new(slot);
            _unopened.Enqueue(Connections[slot]);
        }
    }

    public virtual Tally Tally { get; } = new();

    /// <summary>Connections, open or to be opened.</summary>
    public int Count => Connections.Length;

    protected Epoll Epoll { get; } = new();

    protected ClientConnection[] Connections { get; }

    /// <summary>The most requests that are sent at once.</summary>
    protected int Batch { get; }

    /// <summary>The clock, read whenever something happened.</summary>
    protected long NowNs { get; private set; }

    /// <summary>Nothing is left to do.</summary>
    protected abstract bool IsDone { get; }

    /// <summary>Answers are read as they come.</summary>
    protected virtual bool Reads => true;

    /// <summary>Until all is done; then every connection is reset, so that no port stays in TIME_WAIT.</summary>
    public void Run()
    {
        NowNs = Clock.NowNs;
        while (!IsDone)
            Turn();
        End();
        foreach (ClientConnection connection in Connections)
        {
            if (connection.Socket >= 0)
                Sockets.Reset(connection.Socket);
        }
    }

    public virtual void Dispose() => Epoll.Dispose();

    /// <summary>It is open, and everything that was sent on it is answered.</summary>
    protected abstract void Ready(ClientConnection connection);

    /// <summary>Whether what becomes of its requests in flight is counted.</summary>
    protected abstract bool IsMeasured(ClientConnection connection);

    /// <summary>It is gone; returns whether to open it again.</summary>
    protected virtual bool Lost(ClientConnection connection) => true;

    /// <summary>An answer, all of its text.</summary>
    protected virtual void Answered(in Response response, ReadOnlySpan<byte> text)
    {
    }

    /// <summary>An event that is no connection's.</summary>
    protected virtual void HandleOther()
    {
    }

    /// <summary>After the events of a turn.</summary>
    protected virtual void EndTurn()
    {
    }

    /// <summary>Nothing more is sent or read; connections are still there.</summary>
    protected virtual void End()
    {
    }

    /// <summary>Something can be read, or the connection is broken, which that will find out.</summary>
    protected virtual void Receive(ClientConnection connection)
    {
        connection.Kept.CopyTo(_received, 0);
        int kept = connection.Kept.Length;
        int count = Sockets.Receive(connection.Socket, _received.AsSpan(kept));
        NowNs = Clock.NowNs;
        if (count > 0)
            ReadResponses(connection, _received.AsSpan(0, kept + count));
        else if (count == 0)
            Lose(connection, Failure.Closed);
        else if (!Errno.IsTransient(-count))
            Lose(connection, Failure.Reset);
    }

    /// <summary>Sends so many requests, which were due at the given time.</summary>
    protected void Send(ClientConnection connection, int requests, long dueNs)
    {
        connection.InFlight = requests;
        connection.DueNs = dueNs;
        connection.SinceNs = NowNs;
        connection.UnsentBytes = requests * _requestBytes;
        Push(connection);
    }

    protected void Lose(ClientConnection connection, Failure failure)
    {
        int requests = connection.IsOpening ? 1 : connection.InFlight;
        if (requests > 0 && IsMeasured(connection))
            Tally.Count(failure, requests, new Wait(connection.DueNs, NowNs));
        if (connection.IsOpening)
            _opening--;
        if (connection.Socket >= 0)
            Sockets.Reset(connection.Socket);
        bool reopens = Lost(connection);
        connection.Forget();
        if (!reopens)
            return;
        connection.OpenAtNs = NowNs + ReopenNs;
        _unopened.Enqueue(connection);
    }

    private void Turn()
    {
        int count = Epoll.Wait(WaitMs);
        NowNs = Clock.NowNs;
        for (int index = 0; index < count; index++)
        {
            ulong data = Epoll.Data(index);
            if (data >= (ulong)Connections.Length)
                HandleOther();
            // One that was lost in this turn is not open again before the next.
            else if (Connections[data].Socket >= 0)
                Handle(Connections[data]);
        }
        NowNs = Clock.NowNs;
        EndTurn();
        OpenDue();
        if (NowNs >= _sweepAtNs)
            Sweep();
    }

    private void Handle(ClientConnection connection)
    {
        if (connection.IsOpening)
        {
            FinishOpening(connection);
            return;
        }
        if (connection.UnsentBytes > 0)
            Push(connection);
        if (connection.Socket >= 0)
            Receive(connection);
    }

    private void OpenDue()
    {
        while (_opening < OpeningMax && _unopened.TryPeek(out ClientConnection? next) && next.OpenAtNs <= NowNs)
            Open(_unopened.Dequeue());
    }

    private void Open(ClientConnection connection)
    {
        connection.Opens++;
        connection.SinceNs = NowNs;
        connection.DueNs = NowNs;
        connection.IsOpening = true;
        _opening++;
        connection.Socket = _sockets.Connect();
        if (connection.Socket < 0)
            Lose(connection, Failure.NotConnected);
        else
            Epoll.Add(connection.Socket, Native.EpollOut, (ulong)connection.Slot);
    }

    private void FinishOpening(ClientConnection connection)
    {
        // What connecting came to is told to whoever sends next, even nothing.
        if (Sockets.Send(connection.Socket, []) < 0)
        {
            Lose(connection, Failure.NotConnected);
            return;
        }
        connection.IsOpening = false;
        _opening--;
        Watch(connection);
        Ready(connection);
    }

    private void Push(ClientConnection connection)
    {
        int sent = Sockets.Send(connection.Socket, _requests.AsSpan(_requests.Length - connection.UnsentBytes));
        if (sent < 0 && !Errno.IsTransient(-sent))
        {
            Lose(connection, Failure.Reset);
            return;
        }
        if (sent > 0)
            connection.SinceNs = NowNs;
        connection.UnsentBytes -= Math.Max(sent, 0);
        bool awaitsWritable = connection.UnsentBytes > 0;
        if (awaitsWritable == connection.AwaitsWritable)
            return;
        connection.AwaitsWritable = awaitsWritable;
        Watch(connection);
    }

    private void Watch(ClientConnection connection)
    {
        uint events = (Reads ? Native.EpollIn : 0) | (connection.AwaitsWritable ? Native.EpollOut : 0);
        Epoll.Modify(connection.Socket, events, (ulong)connection.Slot);
    }

    private void ReadResponses(ClientConnection connection, ReadOnlySpan<byte> received)
    {
        while (!received.IsEmpty)
        {
            ResponseVerdict verdict = ResponseReader.TryRead(received, out Response response);
            if (verdict == ResponseVerdict.NeedsMore && received.Length < ReceiveBytes / 2)
                break;
            if (verdict != ResponseVerdict.Whole || connection.InFlight == 0)
            {
                Lose(connection, Failure.Garbled);
                return;
            }
            Answered(response, received.Slice(0, response.Bytes));
            received = received.Slice(response.Bytes);
            connection.InFlight--;
            connection.IsEnding |= response.IsLast;
            if (IsMeasured(connection))
                Tally.Count(response.Status, new Wait(connection.DueNs, NowNs));
        }
        connection.Kept = received.ToArray();
        if (connection.InFlight == 0 && !connection.IsEnding)
            Ready(connection);
    }

    /// <summary>Gives up what takes too long.</summary>
    private void Sweep()
    {
        _sweepAtNs = NowNs + SweepNs;
        foreach (ClientConnection connection in Connections)
        {
            bool waits = connection.IsOpening || connection.IsEnding || connection.InFlight > 0;
            if (connection.Socket >= 0 && waits && NowNs - connection.SinceNs > _patienceNs)
                Lose(connection, Failure.TimedOut);
        }
    }
}
