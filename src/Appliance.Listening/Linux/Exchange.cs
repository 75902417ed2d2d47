using System.Diagnostics;
using Appliance.Connections;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// The I/O of one thread's connections: receive, advance the protocol, send, linger. Every step returns whether the
/// connection stays open. Idle connections hold no buffer: all share one receive buffer and one response buffer of the
/// thread, and only unconsumed or unsent bytes are buffered per connection. The pending responses of several
/// connections are collected before the first is sent, so that the protocol can seal them together.
/// </summary>
internal sealed class Exchange<TProtocol, TConnection> : IDisposable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    /// <summary>Maximum sends for one connection per turn; then other connections are served.</summary>
    private const int SendsPerTurnMax = 4;

    private readonly TimerWheel<TConnection> _wheel;
    private readonly ListenerSettings _settings;
    private readonly ListenerSettings _reservedSettings;
    private readonly IListenerLog _log;
    private readonly ConnectionBuffers<TConnection> _buffers;
    private readonly NativeBuffer _received;
    private readonly NativeBuffer _responses;
    private readonly int _receiveBytesMax;
    private readonly int _responseBytesMax;
    private readonly PendingResponses<TConnection> _pending = new();
    private TProtocol _protocol;
    private readonly LogRateLimiter _buffersLog = LogRateLimiter.OncePer10Seconds();
    private long _now;

    /// <summary>Every response in the buffer is complete; for assertions only.</summary>
    private bool _isSealed = true;
    private bool _closesIdle;

    public Exchange(
        TProtocol protocol, TimerWheel<TConnection> wheel, BufferBudget budget, ListenerSettings settings,
        IListenerLog log)
    {
        _log = log;
        _protocol = protocol;
        _wheel = wheel;
        _settings = settings;
        _reservedSettings = settings.ForReserved();
        _receiveBytesMax = protocol.ReceiveBytesMax;
        _responseBytesMax = protocol.ResponseBytesMax;
        _received = Pages.Map(_receiveBytesMax);
        _responses = Pages.Map(_responseBytesMax + settings.UnsentBytesMax);
        _buffers = new(_receiveBytesMax, _responseBytesMax, budget);
    }

    /// <summary>Frees the thread's buffers; every connection must have been released before.</summary>
    public void Dispose()
    {
        _buffers.Dispose();
        Pages.Unmap(_received);
        Pages.Unmap(_responses);
    }

    public void BeginTurn(long nowMilliseconds)
    {
        _now = nowMilliseconds;
        _protocol.BeginTurn(new TurnTime(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), nowMilliseconds));
    }

    public void BeginDrain() => _protocol.BeginDrain();

    /// <summary>From now on, a connection is closed as soon as it has no request.</summary>
    public void BeginClosingIdle() => _closesIdle = true;

    /// <summary>False if epoll cannot watch the connection.</summary>
    public bool Open(Connection<TConnection> connection, Waker waker)
    {
        _protocol.Open(ref connection.State, new ConnectionOrigin
        {
            PeerAddress = connection.Accepted.PeerAddress,
            AddressIndex = connection.Accepted.AddressIndex,
            IsReserved = connection.Accepted.Slot == ConnectionSlot.Reserved,
            Waker = waker,
        });
        Begin(connection, ConnectionPhase.Idle);
        connection.Interest = Libc.EpollIn;
        return connection.Epoll!.Add(connection.Socket, Libc.EpollIn, connection.EventData);
    }

    /// <summary>
    /// The socket is readable or writable as awaited, or has failed, which the system call will report.
    /// </summary>
    public bool OnReady(Connection<TConnection> connection)
    {
        if (connection.AwaitsWritable)
            return SendUnsent(connection);
        // While a response is deferred, epoll only reports that the peer has disconnected.
        if (connection.Interest == 0)
            return false;
        bool isShut = connection.Deadline.Phase == ConnectionPhase.Close;
        return isShut ? DiscardInput(connection) : Receive(connection);
    }

    /// <summary>
    /// Pending responses must be sent before another step. Half of the buffer stays free for the next connection, so
    /// that its responses need not be split.
    /// </summary>
    public bool MustSend => _pending.IsFull || 2 * _pending.Bytes > _settings.UnsentBytesMax;

    /// <summary>
    /// The next connection with pending responses, for <see cref="SendPending"/>; null after the last.
    /// </summary>
    public Connection<TConnection>? NextPending()
    {
        if (_pending.IsUnsent)
            Seal();
        return _pending.Next();
    }

    /// <summary>Sends the connection's pending responses.</summary>
    public bool SendPending(Connection<TConnection> connection)
    {
        Debug.Assert(_isSealed, "Responses are sealed before they are sent.");
        int written = connection.ResponsesBytes;
        connection.ResponsesBytes = 0;
        if (!TrySend(connection, connection.ResponsesStart, written))
            return false;
        return connection.Unsent.IsNone
            ? AfterSend(connection, connection.Received)
            : AwaitWritable(connection);
    }

    /// <summary>
    /// Seals after a failed step: otherwise its unfinished response would be sealed later, over another connection's.
    /// </summary>
    public void Recover() => Seal();

    /// <summary>The deferred response may be ready; ignored if the connection no longer waits for one.</summary>
    public bool Wake(Connection<TConnection> connection)
    {
        if (connection.Next != ConnectionPhase.AwaitResponse)
            return true;
        connection.IsWoken = true;
        return connection.AwaitsWritable || Serve(connection, connection.Received);
    }

    /// <summary>The connection's deadline has passed.</summary>
    public bool OnDeadline(Connection<TConnection> connection)
    {
        ConnectionPhase phase = connection.Deadline.Phase;
        connection.MustReset = phase == ConnectionPhase.Flush;
        if (phase is not (ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody or ConnectionPhase.AwaitResponse))
            return false;
        Debug.Assert(_pending.Bytes == 0, "The response buffer is free.");
        int written = _protocol.WriteTimeout(ref connection.State, _responses.Span);
        Abandon(connection);
        connection.Next = ConnectionPhase.Close;
        return written > 0 && SendFinalResponse(connection, start: 0, written);
    }

    /// <summary>Frees the connection's buffers and timer.</summary>
    public void Release(Connection<TConnection> connection)
    {
        Abandon(connection);
        connection.ResponsesBytes = 0;
        _wheel.Cancel(connection);
        _buffers.TryBuffer(connection, default);
        _buffers.ReturnUnsent(connection);
    }

    private void Abandon(Connection<TConnection> connection)
    {
        if (connection.Next == ConnectionPhase.AwaitResponse)
            _protocol.Abandon(ref connection.State);
    }

    private bool Receive(Connection<TConnection> connection)
    {
        bool isFull = !connection.Buffered.IsNone && connection.BufferedBytes == connection.Buffered.Length;
        if (isFull && !_buffers.TryGrow(connection))
            return RejectRequest(connection);
        Span<byte> buffer = connection.Buffered.IsNone ? _received.Span : connection.Buffered.Span;
        if (buffer.Length > _receiveBytesMax)
            buffer = buffer.Slice(0, _receiveBytesMax);
        int count = Sockets.Receive(connection.Socket, buffer.Slice(connection.BufferedBytes));
        if (count > 0)
            return Serve(connection, buffer.Slice(0, connection.BufferedBytes + count));
        // End of input: complete requests have been responded to, an incomplete one will never be completed.
        return count != 0 && Errno.IsTransient(-count);
    }

    private bool Serve(Connection<TConnection> connection, Span<byte> received)
    {
        connection.IsWoken = false;
        for (int sends = 1; ; sends++)
        {
            Debug.Assert(_now > 0 && connection.ResponsesBytes == 0, "A turn has begun; responses are sent first.");
            Debug.Assert(_responses.Length - _pending.Bytes >= _responseBytesMax);
            int bufferable = _buffers.BufferableBytes(connection, received.Length);
            AdvanceResult result = _protocol.Advance(
                ref connection.State, received, _responses.Span, _pending.Bytes, bufferable);
            Debug.Assert((uint)result.Consumed <= (uint)received.Length);
            Debug.Assert((uint)result.Written <= (uint)(_responses.Length - _pending.Bytes));
            NoteSealed(_isSealed && result.Written == 0);
            if (bufferable < received.Length + result.MissingBytes)
                LogBuffersExhausted();
            received = received.Slice(result.Consumed);
            Apply(connection, result, received.Length);
            if (result.Next != ConnectionPhase.Flush)
            {
                bool wantsMore = result.Next is not (ConnectionPhase.Close or ConnectionPhase.AwaitResponse);
                if (wantsMore && received.Length == _receiveBytesMax)
                    throw new InvalidOperationException("The protocol consumed nothing of ReceiveBytesMax bytes.");
                return QueueResponses(connection, result.Written, received);
            }
            if (result.Written == 0)
                throw new InvalidOperationException("The protocol requested a flush without a response.");
            Seal();
            if (!TrySend(connection, _pending.Bytes, result.Written))
                return false;
            if (!connection.Unsent.IsNone || sends == SendsPerTurnMax)
            {
                return _buffers.TryBuffer(connection, received)
                    ? AwaitWritable(connection) : ResetForBuffers(connection);
            }
        }
    }

    /// <summary>Stores the next action and sets the deadline.</summary>
    private void Apply(Connection<TConnection> connection, in AdvanceResult result, int leftBytes)
    {
        connection.Next = result.Next;
        connection.RequestBytes = result.Next == ConnectionPhase.ReceiveBody && result.MissingBytes > 0
            ? leftBytes + result.MissingBytes : 0;
        connection.Deadline.Apply(result, _now, SettingsOf(connection));
        _wheel.Schedule(connection);
        if (result.Written == 0)
            _buffers.ReturnUnsent(connection);
        if (result.Next == ConnectionPhase.Close)
            connection.LingerBytes = -result.MissingBytes;
    }

    /// <summary>Leaves the last responses of an advance pending, to be sent with those of other connections.</summary>
    private bool QueueResponses(Connection<TConnection> connection, int written, Span<byte> received)
    {
        if (written == 0)
            return AfterSend(connection, received);
        if (!_buffers.TryBuffer(connection, connection.Next == ConnectionPhase.Close ? default : received))
        {
            // The responses already written are sent even though the rest of the input cannot be buffered.
            Seal();
            return TrySend(connection, _pending.Bytes, written) && RejectRequest(connection);
        }
        _pending.Add(connection, written);
        return true;
    }

    /// <summary>Sends from the thread's response buffer, then closes.</summary>
    private bool SendFinalResponse(Connection<TConnection> connection, int start, int written)
    {
        if (!TrySend(connection, start, written) || !_buffers.TryBuffer(connection, default))
            return false;
        return connection.Unsent.IsNone ? AfterSend(connection, received: default) : AwaitWritable(connection);
    }

    /// <summary>
    /// Sends responses and buffers what the kernel does not accept. False if the connection is broken.
    /// </summary>
    private bool TrySend(Connection<TConnection> connection, int start, int written)
    {
        ReadOnlySpan<byte> responses = _responses.Span.Slice(start, written);
        int sent = Sockets.Send(connection.Socket, responses);
        if (sent == written)
        {
            _buffers.ReturnUnsent(connection);
            return true;
        }
        if (sent < 0 && !Errno.IsTransient(-sent))
            return false;
        return _buffers.TryBufferUnsent(connection, responses.Slice(Math.Max(sent, 0))) || ResetForBuffers(connection);
    }

    private bool SendUnsent(Connection<TConnection> connection)
    {
        if (!connection.Unsent.IsNone)
        {
            int count = connection.UnsentEnd - connection.UnsentStart;
            int sent = Sockets.Send(connection.Socket, connection.Unsent.Span.Slice(connection.UnsentStart, count));
            if (sent < count)
            {
                connection.UnsentStart += Math.Max(sent, 0);
                return sent >= 0 || Errno.IsTransient(-sent);
            }
            _buffers.ReturnUnsent(connection);
        }
        Span<byte> received = connection.Received;
        if (connection.Next == ConnectionPhase.Flush)
            return Serve(connection, received);
        Begin(connection, connection.Next);
        return AfterSend(connection, received);
    }

    /// <summary>After everything is sent: receive again, wait for a deferred response, or close.</summary>
    private bool AfterSend(Connection<TConnection> connection, Span<byte> received)
    {
        if (connection.Next == ConnectionPhase.AwaitResponse && connection.IsWoken)
            return Serve(connection, received);
        bool ends = connection.Next == ConnectionPhase.Close
            || (_closesIdle && connection.Next == ConnectionPhase.Idle);
        if (!_buffers.TryBuffer(connection, ends ? default : received))
            return RejectRequest(connection);
        if (!TryWatch(connection, connection.Next == ConnectionPhase.AwaitResponse ? 0 : Libc.EpollIn))
            return false;
        if (!ends)
            return true;
        Begin(connection, ConnectionPhase.Close);
        return Sockets.ShutWrite(connection.Socket);
    }

    private bool DiscardInput(Connection<TConnection> connection)
    {
        int count = Sockets.Receive(connection.Socket, _received.Span.Slice(0, _receiveBytesMax));
        if (count <= 0)
            return count < 0 && Errno.IsTransient(-count);
        connection.LingerBytes += count;
        return connection.LingerBytes <= _settings.LingerBytesMax;
    }

    private bool AwaitWritable(Connection<TConnection> connection)
    {
        Begin(connection, ConnectionPhase.Flush);
        return TryWatch(connection, Libc.EpollOut);
    }

    /// <summary>False if epoll fails: it would never report the connection again.</summary>
    private bool TryWatch(Connection<TConnection> connection, uint interest)
    {
        if (connection.Interest == interest)
            return true;
        connection.Interest = interest;
        return connection.Epoll!.Modify(connection.Socket, interest, connection.EventData);
    }

    private void Begin(Connection<TConnection> connection, ConnectionPhase phase)
    {
        connection.Deadline.Begin(phase, _now, SettingsOf(connection), isBodyMissing: connection.LingerBytes < 0);
        _wheel.Schedule(connection);
    }

    private ListenerSettings SettingsOf(Connection<TConnection> connection) =>
        connection.Accepted.Slot == ConnectionSlot.Reserved ? _reservedSettings : _settings;

    /// <summary>
    /// Rejects a request that cannot be buffered and discards the rest of it. Resets the connection if it waits for a
    /// deferred response, is closing, or has unsent responses.
    /// </summary>
    private bool RejectRequest(Connection<TConnection> connection)
    {
        bool isBusy = connection.Next is ConnectionPhase.AwaitResponse or ConnectionPhase.Close
            || !connection.Unsent.IsNone;
        int written = isBusy ? 0
            : _protocol.WriteBuffersExhausted(ref connection.State, _responses.Span.Slice(_pending.Bytes));
        if (written == 0)
            return ResetForBuffers(connection);
        LogBuffersExhausted();
        connection.Next = ConnectionPhase.Close;
        connection.LingerBytes = -_receiveBytesMax;
        return SendFinalResponse(connection, _pending.Bytes, written);
    }

    /// <summary>Logs the exhausted budget and lets the connection be reset. Always returns false.</summary>
    private bool ResetForBuffers(Connection<TConnection> connection)
    {
        LogBuffersExhausted();
        connection.MustReset = true;
        return false;
    }

    private void Seal()
    {
        _protocol.Seal(_responses.Span);
        NoteSealed(true);
    }

    [Conditional("DEBUG")]
    private void NoteSealed(bool isSealed) => _isSealed = isSealed;

    private void LogBuffersExhausted()
    {
        if (_buffersLog.TryPass(_now))
            _log.BuffersExhausted();
    }
}
