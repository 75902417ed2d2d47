using System.Buffers;
using System.Net.Sockets;
using Appliance.Connections;

namespace Appliance.Listening.Portable;

/// <summary>A connection from accept to close, with the same deadlines and close as in the Linux loop.</summary>
internal sealed class PortableConnection<TProtocol, TConnection>(
    Socket socket,
    SharedProtocol<TProtocol, TConnection> protocol,
    ListenerSettings settings,
    ConnectionOrigin origin,
    CancellationToken endOfIdle,
    CancellationToken reset) : IWakeable
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private const int Expired = -1;

    /// <summary>Enough for most requests; doubled when a request needs more.</summary>
    private const int ReceiveBytesMin = 4096;

    private readonly SemaphoreSlim _woken = new(0);

    private byte[] _received = ArrayPool<byte>.Shared.Rent(Math.Min(ReceiveBytesMin, protocol.ReceiveBytesMax));
    private TConnection _state;
    private PhaseDeadline _deadline;
    private int _receivedCount;
    private bool _isAwaiting;

    private long LeftMilliseconds => Math.Max(0, _deadline.AtMilliseconds - Environment.TickCount64);

    /// <summary>Serves until the connection is closed. Rethrows only exceptions of the protocol.</summary>
    public async Task RunAsync()
    {
        bool isDone = false;
        try
        {
            Open();
            bool ends = await ExchangeAsync().ConfigureAwait(false);
            if (ends)
                await LingerAsync().ConfigureAwait(false);
            isDone = true;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The peer disconnected or does not read, or the drain timed out.
        }
        finally
        {
            if (isDone)
                socket.Dispose();
            else
                PortableSocket.Reset(socket);
            if (_isAwaiting)
                protocol.Abandon(ref _state);
            ArrayPool<byte>.Shared.Return(_received);
        }
    }

    /// <summary>Callable from any thread. The object identifies the connection, so the number is not used.</summary>
    public void Wake(ulong connection) => _woken.Release();

    private void Open()
    {
        protocol.Open(ref _state, new ConnectionOrigin
        {
            PeerAddress = origin.PeerAddress,
            AddressIndex = origin.AddressIndex,
            IsReserved = origin.IsReserved,
            Waker = new Waker(this, 0),
        });
        Begin(ConnectionPhase.Idle);
    }

    /// <summary>True if the last response was sent and the client may still be sending.</summary>
    private async Task<bool> ExchangeAsync()
    {
        while (true)
        {
            int count = await ReceiveAsync(FreeSpace()).ConfigureAwait(false);
            if (count == 0)
                return false;
            if (count == Expired)
                return _deadline.Phase != ConnectionPhase.Idle && await SendFinalResponseAsync().ConfigureAwait(false);
            _receivedCount += count;
            ConnectionPhase next = await AdvanceAsync().ConfigureAwait(false);
            if (next == ConnectionPhase.AwaitResponse)
                return await SendFinalResponseAsync().ConfigureAwait(false);
            if (next == ConnectionPhase.Close)
                return true;
        }
    }

    private Memory<byte> FreeSpace()
    {
        if (_receivedCount == _received.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * _received.Length, protocol.ReceiveBytesMax));
            _received.AsSpan(0, _receivedCount).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_received);
            _received = larger;
        }
        int size = Math.Min(_received.Length, protocol.ReceiveBytesMax);
        return _received.AsMemory(_receivedCount, size - _receivedCount);
    }

    /// <summary>
    /// Advances the protocol. Returns its next action; AwaitResponse only if a deferred response timed out.
    /// </summary>
    private async Task<ConnectionPhase> AdvanceAsync()
    {
        while (true)
        {
            AdvanceResult result =
                protocol.Advance(ref _state, _received.AsSpan(0, _receivedCount), out byte[] responses);
            _receivedCount -= result.Consumed;
            _received.AsSpan(result.Consumed, _receivedCount).CopyTo(_received);
            if (result is { Next: ConnectionPhase.Flush, Written: 0 })
                throw new InvalidOperationException("The protocol requested a flush without a response.");
            _isAwaiting = result.Next == ConnectionPhase.AwaitResponse;
            bool wantsMore = result.Next
                is ConnectionPhase.Idle or ConnectionPhase.ReceiveHead or ConnectionPhase.ReceiveBody;
            if (wantsMore && _receivedCount == protocol.ReceiveBytesMax)
                throw new InvalidOperationException("The protocol consumed nothing of ReceiveBytesMax bytes.");
            await SendAsync(responses, result.Written).ConfigureAwait(false);
            _deadline.Apply(result, Environment.TickCount64, settings);
            if (_isAwaiting && !await IsWokenAsync().ConfigureAwait(false))
                return ConnectionPhase.AwaitResponse;
            if (result.Next is not (ConnectionPhase.Flush or ConnectionPhase.AwaitResponse))
                return result.Next;
        }
    }

    /// <summary>False on timeout.</summary>
    private Task<bool> IsWokenAsync() =>
        _woken.WaitAsync(TimeSpan.FromMilliseconds(LeftMilliseconds), reset);

    private async Task<bool> SendFinalResponseAsync()
    {
        int written = protocol.WriteTimeout(ref _state, out byte[] responses);
        await SendAsync(responses, written).ConfigureAwait(false);
        return written > 0;
    }

    /// <summary>Sends the first bytes of a rented array and returns it to the pool.</summary>
    private async Task SendAsync(byte[] responses, int count)
    {
        try
        {
            if (count == 0)
                return;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(reset);
            deadline.CancelAfter(TimeSpan.FromSeconds(settings.WriteSeconds));
            for (int sent = 0; sent < count;)
            {
                Memory<byte> rest = responses.AsMemory(sent, count - sent);
                sent += await socket.SendAsync(rest, SocketFlags.None, deadline.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(responses);
        }
    }

    /// <summary>
    /// Bytes received; 0 at the end of input or when a draining connection got no request; <see cref="Expired"/> on
    /// timeout.
    /// </summary>
    private async Task<int> ReceiveAsync(Memory<byte> space)
    {
        CancellationToken idleEnd = _deadline.Phase == ConnectionPhase.Idle ? endOfIdle : CancellationToken.None;
        if (idleEnd.IsCancellationRequested)
            return socket.Available > 0 ? await socket.ReceiveAsync(space, reset).ConfigureAwait(false) : 0;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(reset, idleEnd);
        deadline.CancelAfter(TimeSpan.FromMilliseconds(LeftMilliseconds));
        try
        {
            return await socket.ReceiveAsync(space, SocketFlags.None, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!reset.IsCancellationRequested)
        {
            if (!idleEnd.IsCancellationRequested)
                return Expired;
        }
        return await ReceiveAsync(space).ConfigureAwait(false);
    }

    private async Task LingerAsync()
    {
        Begin(ConnectionPhase.Close);
        socket.Shutdown(SocketShutdown.Send);
        for (int discarded = 0; discarded <= settings.LingerBytesMax;)
        {
            int count = await ReceiveAsync(_received).ConfigureAwait(false);
            if (count <= 0)
                return;
            discarded += count;
        }
    }

    private void Begin(ConnectionPhase phase) => _deadline.Begin(phase, Environment.TickCount64, settings);
}
