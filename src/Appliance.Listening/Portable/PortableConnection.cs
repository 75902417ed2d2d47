using System.Buffers;
using System.Net.Sockets;

namespace Appliance.Listening.Portable;

/// <summary>One connection from its accept to its close, with the deadlines and the close of the Linux loop.</summary>
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

    /// <summary>Room for most requests; it doubles for those that need more.</summary>
    private const int ReceiveBytesMin = 4096;

    private readonly SemaphoreSlim _woken = new(0);

    private byte[] _received = ArrayPool<byte>.Shared.Rent(Math.Min(ReceiveBytesMin, protocol.ReceiveBytesMax));
    private TConnection _state;
    private PhaseDeadline _deadline;
    private int _receivedCount;
    private bool _isAwaiting;

    private long LeftMilliseconds => Math.Max(0, _deadline.AtMilliseconds - Environment.TickCount64);

    /// <summary>Serves until the connection is closed. What is thrown is the protocol's doing.</summary>
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
            // The peer is gone, does not read, or the drain is over.
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

    /// <summary>From any thread; the object is the connection, so it needs no other name.</summary>
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

    /// <summary>True when the last answer is sent and the peer may still be sending.</summary>
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
            NextAction next = await ResponseAsync().ConfigureAwait(false);
            if (next == NextAction.AwaitResponse)
                return await SendFinalResponseAsync().ConfigureAwait(false);
            if (next == NextAction.Close)
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

    /// <summary>What is waited for; an answer only when it has not come in time.</summary>
    private async Task<NextAction> ResponseAsync()
    {
        while (true)
        {
            AdvanceResult progress =
                protocol.Advance(ref _state, _received.AsSpan(0, _receivedCount), out byte[] responses);
            _receivedCount -= progress.Consumed;
            _received.AsSpan(progress.Consumed, _receivedCount).CopyTo(_received);
            if (progress is { Next: NextAction.Flush, Written: 0 })
                throw new InvalidOperationException("The protocol wants to flush nothing.");
            _isAwaiting = progress.Next == NextAction.AwaitResponse;
            bool wantsMore = progress.Next is not (NextAction.Flush or NextAction.Close or NextAction.AwaitResponse);
            if (wantsMore && _receivedCount == protocol.ReceiveBytesMax)
                throw new InvalidOperationException("The protocol wants more than ReceiveBytesMax.");
            await SendAsync(responses, progress.Written).ConfigureAwait(false);
            _deadline.Apply(progress, Environment.TickCount64, settings);
            if (_isAwaiting && !await IsWokenAsync().ConfigureAwait(false))
                return NextAction.AwaitResponse;
            if (progress.Next is not (NextAction.Flush or NextAction.AwaitResponse))
                return progress.Next;
        }
    }

    /// <summary>False when the time is up.</summary>
    private Task<bool> IsWokenAsync() =>
        _woken.WaitAsync(TimeSpan.FromMilliseconds(LeftMilliseconds), reset);

    private async Task<bool> SendFinalResponseAsync()
    {
        int written = protocol.WriteTimeout(ref _state, out byte[] responses);
        await SendAsync(responses, written).ConfigureAwait(false);
        return written > 0;
    }

    /// <summary>Sends the first bytes of a rented array and returns it.</summary>
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

    /// <summary>Bytes received, 0 at the end or when a drain has waited in vain, or <see cref="Expired"/>.</summary>
    private async Task<int> ReceiveAsync(Memory<byte> room)
    {
        CancellationToken idleEnd = _deadline.Phase == ConnectionPhase.Idle ? endOfIdle : CancellationToken.None;
        if (idleEnd.IsCancellationRequested)
            return socket.Available > 0 ? await socket.ReceiveAsync(room, reset).ConfigureAwait(false) : 0;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(reset, idleEnd);
        deadline.CancelAfter(TimeSpan.FromMilliseconds(LeftMilliseconds));
        try
        {
            return await socket.ReceiveAsync(room, SocketFlags.None, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!reset.IsCancellationRequested)
        {
            if (!idleEnd.IsCancellationRequested)
                return Expired;
        }
        return await ReceiveAsync(room).ConfigureAwait(false);
    }

    private async Task LingerAsync()
    {
        Begin(ConnectionPhase.Linger);
        socket.Shutdown(SocketShutdown.Send);
        for (int dropped = 0; dropped <= settings.LingerBytesMax;)
        {
            int count = await ReceiveAsync(_received).ConfigureAwait(false);
            if (count <= 0)
                return;
            dropped += count;
        }
    }

    private void Begin(ConnectionPhase phase) => _deadline.Begin(phase, Environment.TickCount64, settings);
}
