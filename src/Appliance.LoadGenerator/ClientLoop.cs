using Appliance.Linux;

namespace Appliance.LoadGenerator;

/// <summary>
/// One thread's connections on an epoll set: opens them, sends requests, reads responses and detects lost connections.
/// Derived classes decide when to send.
/// </summary>
public abstract class ClientLoop : IDisposable
{
    /// <summary>More connects at once would overflow the listener's backlog; the kernel retries a SYN only after a
    /// second.</summary>
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
    private readonly long _timeoutNs;
    private int _opening;
    private long _sweepAtNs;

    private protected ClientLoop(Target target, int connections, int batch)
    {
        _sockets = new(target.Address, target.ReceiveBufferBytes);
        _requestBytes = target.Request.Length;
        Batch = batch;
        _requests = new byte[batch * _requestBytes];
        for (int request = 0; request < batch; request++)
            target.Request.CopyTo(_requests, request * _requestBytes);
        _timeoutNs = target.TimeoutSeconds * Clock.NsPerSecond;
        Connections = new ClientConnection[connections];
        for (int index = 0; index < connections; index++)
        {
            Connections[index] = new(index);
            _unopened.Enqueue(Connections[index]);
        }
    }

    public virtual LoadStatistics Statistics { get; } = new();

    /// <summary>The number of connections, open or not.</summary>
    public int Count => Connections.Length;

    private protected Epoll Epoll { get; } = new();

    private protected ClientConnection[] Connections { get; }

    /// <summary>The highest number of requests sent together.</summary>
    private protected int Batch { get; }

    /// <summary>The clock, updated at each event.</summary>
    private protected long NowNs { get; private set; }

    /// <summary>The run is complete.</summary>
    private protected abstract bool IsDone { get; }

    /// <summary>Whether epoll watches for EPOLLIN.</summary>
    private protected virtual bool ReadsResponses => true;

    /// <summary>Runs until <see cref="IsDone"/>, then resets every connection, so that no port stays in
    /// TIME_WAIT.</summary>
    public void Run()
    {
        NowNs = Clock.NowNs;
        while (!IsDone)
            RunTurn();
        Finish();
        foreach (ClientConnection connection in Connections)
        {
            if (connection.Socket >= 0)
                Sockets.Reset(connection.Socket);
        }
    }

    public virtual void Dispose() => Epoll.Dispose();

    /// <summary>The connection is open and has no request in flight.</summary>
    private protected abstract void OnReady(ClientConnection connection);

    /// <summary>Whether the results of the requests in flight are counted.</summary>
    private protected abstract bool IsMeasured(ClientConnection connection);

    /// <summary>The connection was lost; returns whether to reopen it.</summary>
    private protected virtual bool OnLost(ClientConnection connection) => true;

    /// <summary>An event of a descriptor other than a connection's.</summary>
    private protected virtual void HandleOtherEvent()
    {
    }

    /// <summary>Called after the events of each turn.</summary>
    private protected virtual void EndTurn()
    {
    }

    /// <summary>Called after the last turn, before the connections are closed.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>The connection is readable or broken; reading tells which.</summary>
    private protected virtual void Receive(ClientConnection connection)
    {
        connection.Buffered.CopyTo(_received, 0);
        int buffered = connection.Buffered.Length;
        int count = Sockets.Receive(connection.Socket, _received.AsSpan(buffered));
        NowNs = Clock.NowNs;
        if (count > 0)
            ReadResponses(connection, _received.AsSpan(0, buffered + count));
        else if (count == 0)
            Fail(connection, Failure.Closed);
        else if (!Errno.IsTransient(-count))
            Fail(connection, Failure.Reset);
    }

    /// <summary>Sends requests that were due at <paramref name="dueNs"/>.</summary>
    private protected void Send(ClientConnection connection, int requests, long dueNs)
    {
        connection.InFlight = requests;
        connection.DueNs = dueNs;
        connection.SinceNs = NowNs;
        connection.UnsentBytes = requests * _requestBytes;
        SendPending(connection);
    }

    private protected void Fail(ClientConnection connection, Failure failure)
    {
        int requests = connection.IsOpening ? 1 : connection.InFlight;
        if (requests > 0 && IsMeasured(connection))
            Statistics.Count(failure, requests, new TimeRange(connection.DueNs, NowNs));
        if (connection.IsOpening)
            _opening--;
        if (connection.Socket >= 0)
            Sockets.Reset(connection.Socket);
        bool reopens = OnLost(connection);
        connection.Clear();
        if (!reopens)
            return;
        connection.OpenAtNs = NowNs + ReopenNs;
        _unopened.Enqueue(connection);
    }

    private void RunTurn()
    {
        int count = Epoll.Wait(WaitMs);
        NowNs = Clock.NowNs;
        for (int index = 0; index < count; index++)
        {
            ulong data = Epoll.Data(index);
            if (data >= (ulong)Connections.Length)
                HandleOtherEvent();
            // A connection lost earlier in this turn has no socket: it is reopened after the events.
            else if (Connections[data].Socket >= 0)
                Handle(Connections[data]);
        }
        NowNs = Clock.NowNs;
        EndTurn();
        OpenDue();
        if (NowNs >= _sweepAtNs)
            FailTimedOut();
    }

    private void Handle(ClientConnection connection)
    {
        if (connection.IsOpening)
        {
            FinishOpening(connection);
            return;
        }
        if (connection.UnsentBytes > 0)
            SendPending(connection);
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
        connection.OpenCount++;
        connection.SinceNs = NowNs;
        connection.DueNs = NowNs;
        connection.IsOpening = true;
        _opening++;
        connection.Socket = _sockets.Connect();
        if (connection.Socket < 0)
            Fail(connection, Failure.NotConnected);
        else
            Epoll.Add(connection.Socket, Libc.EpollOut, (ulong)connection.Index);
    }

    private void FinishOpening(ClientConnection connection)
    {
        // An empty send reports the pending error of connect(2).
        if (Sockets.Send(connection.Socket, []) < 0)
        {
            Fail(connection, Failure.NotConnected);
            return;
        }
        connection.IsOpening = false;
        _opening--;
        Watch(connection);
        OnReady(connection);
    }

    private void SendPending(ClientConnection connection)
    {
        int sent = Sockets.Send(connection.Socket, _requests.AsSpan(_requests.Length - connection.UnsentBytes));
        if (sent < 0 && !Errno.IsTransient(-sent))
        {
            Fail(connection, Failure.Reset);
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
        uint events = (ReadsResponses ? Libc.EpollIn : 0) | (connection.AwaitsWritable ? Libc.EpollOut : 0);
        Epoll.Modify(connection.Socket, events, (ulong)connection.Index);
    }

    private void ReadResponses(ClientConnection connection, ReadOnlySpan<byte> received)
    {
        while (!received.IsEmpty)
        {
            ResponseVerdict verdict = ResponseReader.TryRead(received, out Response response);
            if (verdict == ResponseVerdict.NeedsMore && received.Length < ReceiveBytes / 2)
                break;
            if (verdict != ResponseVerdict.Complete || connection.InFlight == 0)
            {
                Fail(connection, Failure.Garbled);
                return;
            }
            received = received.Slice(response.Bytes);
            connection.InFlight--;
            connection.IsClosing |= response.ClosesConnection;
            if (IsMeasured(connection))
                Statistics.Count(response.Status, new TimeRange(connection.DueNs, NowNs));
        }
        connection.Buffered = received.ToArray();
        if (connection.InFlight == 0 && !connection.IsClosing)
            OnReady(connection);
    }

    /// <summary>Fails connections whose timeout has expired.</summary>
    private void FailTimedOut()
    {
        _sweepAtNs = NowNs + SweepNs;
        foreach (ClientConnection connection in Connections)
        {
            bool isWaiting = connection.IsOpening || connection.IsClosing || connection.InFlight > 0;
            if (connection.Socket >= 0 && isWaiting && NowNs - connection.SinceNs > _timeoutNs)
                Fail(connection, Failure.TimedOut);
        }
    }
}
