using System.Buffers;
using System.Net.Sockets;

namespace Appliance.Listening.Portable;

/// <summary>One connection from its accept to its close, with the deadlines and the close of the Linux loop.</summary>
internal sealed class PortableConnection<TProtocol, TConnection>(
    Socket socket,
    SharedProtocol<TProtocol, TConnection> protocol,
    ListenerSettings settings,
    CancellationToken drain,
    CancellationToken reset)
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private const int Expired = -1;

    private readonly byte[] _received = ArrayPool<byte>.Shared.Rent(protocol.ReceiveBytesMax);
    private readonly byte[] _answers = ArrayPool<byte>.Shared.Rent(protocol.AnswerBytesMax);
    private TConnection _state;
    private PhaseDeadline _deadline;
    private int _receivedCount;

    /// <summary>Serves until the connection is closed. What is thrown is the protocol's doing.</summary>
    public async Task RunAsync()
    {
        bool isDone = false;
        try
        {
            Begin(Phase.Idle);
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
            ArrayPool<byte>.Shared.Return(_received);
            ArrayPool<byte>.Shared.Return(_answers);
        }
    }

    /// <summary>True when the last answer is sent and the peer may still be sending.</summary>
    private async Task<bool> ExchangeAsync()
    {
        while (true)
        {
            Memory<byte> room = _received.AsMemory(_receivedCount, protocol.ReceiveBytesMax - _receivedCount);
            int count = await ReceiveAsync(room).ConfigureAwait(false);
            if (count == 0)
                return false;
            if (count == Expired)
                return _deadline.Phase != Phase.Idle && await SendLastWordsAsync().ConfigureAwait(false);
            _receivedCount += count;
            Next next = await AnswerAsync().ConfigureAwait(false);
            if (next == Next.Close || (protocol.IsDraining && next == Next.Idle))
                return true;
        }
    }

    private async Task<Next> AnswerAsync()
    {
        while (true)
        {
            Progress progress = protocol.Advance(ref _state, _received.AsSpan(0, _receivedCount), _answers);
            _receivedCount -= progress.Consumed;
            _received.AsSpan(progress.Consumed, _receivedCount).CopyTo(_received);
            if (progress is { Next: Next.Flush, Written: 0 })
                throw new InvalidOperationException("The protocol wants to flush nothing.");
            if (progress.Next is not (Next.Flush or Next.Close) && _receivedCount == protocol.ReceiveBytesMax)
                throw new InvalidOperationException("The protocol wants more than ReceiveBytesMax.");
            await SendAsync(progress.Written).ConfigureAwait(false);
            _deadline.Follow(progress, Environment.TickCount64, settings);
            if (progress.Next != Next.Flush)
                return progress.Next;
        }
    }

    private async Task<bool> SendLastWordsAsync()
    {
        int written = protocol.WriteTimeout(ref _state, _answers);
        await SendAsync(written).ConfigureAwait(false);
        return written > 0;
    }

    private async Task SendAsync(int count)
    {
        if (count == 0)
            return;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(reset);
        deadline.CancelAfter(TimeSpan.FromSeconds(settings.WriteSeconds));
        for (int sent = 0; sent < count;)
        {
            Memory<byte> rest = _answers.AsMemory(sent, count - sent);
            sent += await socket.SendAsync(rest, SocketFlags.None, deadline.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Bytes received, 0 at the end or when a drain finds nothing, or <see cref="Expired"/>.</summary>
    private async Task<int> ReceiveAsync(Memory<byte> room)
    {
        CancellationToken idleEnd = _deadline.Phase == Phase.Idle ? drain : CancellationToken.None;
        if (idleEnd.IsCancellationRequested)
            return socket.Available > 0 ? await socket.ReceiveAsync(room, reset).ConfigureAwait(false) : 0;
        long left = Math.Max(0, _deadline.AtMilliseconds - Environment.TickCount64);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(reset, idleEnd);
        deadline.CancelAfter(TimeSpan.FromMilliseconds(left));
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
        Begin(Phase.Linger);
        socket.Shutdown(SocketShutdown.Send);
        for (int dropped = 0; dropped <= settings.LingerBytesMax;)
        {
            int count = await ReceiveAsync(_received).ConfigureAwait(false);
            if (count <= 0)
                return;
            dropped += count;
        }
    }

    private void Begin(Phase phase) => _deadline.Begin(phase, Environment.TickCount64, settings);
}
