using System.Linq;
using System.Net.Sockets;
using Appliance.Connections;

namespace Appliance.Listening.Portable;

/// <summary>
/// Serves with System.Net.Sockets and the thread pool: one task per connection, one protocol for all. Meant for
/// development machines: correct, with every limit and deadline, but slow.
/// </summary>
internal sealed class PortableLoop<TProtocol, TConnection> : ILoop
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private static readonly TimeSpan AcceptRetryInterval = TimeSpan.FromSeconds(1);

    private readonly SharedProtocol<TProtocol, TConnection> _protocol;
    private readonly ListenerSettings _settings;
    private readonly IListenerLog _log;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _idleEnd = new();
    private readonly CancellationTokenSource _reset = new();
    private readonly ConnectionLimit _limit;
    private readonly SemaphoreSlim _freed = new(0);
    private readonly CountdownEvent _openConnections = new(1);
    private readonly Lock _stopLock = new();
    private readonly Task[] _accepting;
    private bool _stopped;

    private PortableLoop(
        Socket[] sockets,
        IReadOnlyList<ListenAddress> addresses,
        IReadOnlyList<ListenAddress> boundAddresses,
        ListenerSettings settings,
        TProtocol protocol,
        IListenerLog log)
    {
        BoundAddresses = boundAddresses;
        _settings = settings;
        _log = log;
        _protocol = new(protocol, settings);
        _limit = new(settings, settings.IsAdmin(sockets.Length - 1), () => _freed.Release(sockets.Length));
        _accepting = [.. sockets.Select(
            (socket, index) => AcceptAsync(socket, index, addresses[index] is ListenAddress.Inherited))];
    }

    public IReadOnlyList<ListenAddress> BoundAddresses { get; }

    public static PortableLoop<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses, ListenerSettings settings, TProtocol protocol, IListenerLog log)
    {
        var sockets = new Socket[addresses.Count];
        try
        {
            foreach (int index in BindOrder.Of(addresses))
                sockets[index] = PortableSocket.Listen(addresses[index], settings.BacklogMax);
        }
        catch (ListenException)
        {
            foreach (Socket? socket in sockets)
                socket?.Dispose();
            throw;
        }
        ListenAddress[] bound = [.. addresses.Zip(sockets, PortableSocket.BoundAddress)];
        return new(sockets, addresses, bound, settings, protocol, log);
    }

    public void Stop()
    {
        lock (_stopLock)
        {
            if (_stopped)
                return;
            _stopped = true;
            _protocol.BeginDrain();
            _drain.Cancel();
            _idleEnd.CancelAfter(ListenerSettings.LastRequestMilliseconds);
            Task.WaitAll(_accepting);
            _openConnections.Signal();
            if (!_openConnections.Wait(TimeSpan.FromSeconds(_settings.DrainSeconds)))
            {
                _reset.Cancel();
                _openConnections.Wait();
            }
        }
    }

    public void Abort() => _drain.Token.Register(_reset.Cancel);

    public bool IsResponsive(TimeSpan within) => !_drain.IsCancellationRequested;

    private async Task AcceptAsync(Socket listening, int addressIndex, bool isInherited)
    {
        await Task.Yield();
        try
        {
            while (true)
                await AcceptOneAsync(listening, addressIndex).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Connections in the backlog were made before the stop. Those of an inherited socket are left to the next
            // process.
            if (!isInherited)
                AcceptRest(listening, addressIndex);
        }
        finally
        {
            listening.Dispose();
        }
    }

    private void AcceptRest(Socket listening, int addressIndex)
    {
        try
        {
            while (listening.Poll(0, SelectMode.SelectRead)
                && AcquireSlot(addressIndex) is not ConnectionSlot.None and ConnectionSlot slot)
                Serve(listening.Accept(), addressIndex, slot);
        }
        catch (SocketException)
        {
            // A client disconnected during the drain.
        }
    }

    private async Task AcceptOneAsync(Socket listening, int addressIndex)
    {
        Socket socket;
        try
        {
            socket = await listening.AcceptAsync(_drain.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            bool isFull = exception.SocketErrorCode == SocketError.TooManyOpenSockets;
            AcceptPause reason = isFull ? AcceptPause.FileDescriptors : AcceptPause.Kernel;
            _log.AcceptPaused(reason, _settings.IsAdmin(addressIndex));
            await Task.Delay(AcceptRetryInterval, _drain.Token).ConfigureAwait(false);
            return;
        }
        // At the limit, one connection per address is accepted and waits here; the others wait in the backlog.
        ConnectionSlot slot = AcquireSlot(addressIndex);
        if (slot == ConnectionSlot.None)
        {
            long since = Environment.TickCount64;
            _log.AcceptPaused(AcceptPause.ConnectionsMax, _settings.IsAdmin(addressIndex));
            try
            {
                slot = await WaitForSlotAsync(addressIndex, _drain.Token).ConfigureAwait(false);
                _log.AcceptResumed(AcceptPause.ConnectionsMax, _settings.IsAdmin(addressIndex),
                    Environment.TickCount64 - since, waitingMax: 1);
            }
            catch (OperationCanceledException)
            {
                // No other process can serve an accepted connection.
                _openConnections.AddCount();
                _ = ServeWhenSlotIsFreeAsync(socket, addressIndex);
                throw;
            }
        }
        Serve(socket, addressIndex, slot);
    }

    private async Task<ConnectionSlot> WaitForSlotAsync(int addressIndex, CancellationToken end)
    {
        while (true)
        {
            await _freed.WaitAsync(end).ConfigureAwait(false);
            ConnectionSlot slot = AcquireSlot(addressIndex);
            if (slot != ConnectionSlot.None)
                return slot;
        }
    }

    private ConnectionSlot AcquireSlot(int addressIndex)
    {
        bool isAdmin = _settings.IsAdmin(addressIndex);
        ConnectionSlot slot = _limit.Acquire(isAdmin);
        if (slot == ConnectionSlot.None)
            slot = _limit.AcquireReserved(isAdmin);
        if (slot != ConnectionSlot.None)
            return slot;
        _limit.NotifyOnRelease(isAdmin);
        return _limit.Acquire(isAdmin);
    }

    private async Task ServeWhenSlotIsFreeAsync(Socket socket, int addressIndex)
    {
        try
        {
            ConnectionSlot slot = await WaitForSlotAsync(addressIndex, _reset.Token).ConfigureAwait(false);
            await ServeAsync(socket, addressIndex, slot).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            PortableSocket.Reset(socket);
            _openConnections.Signal();
        }
    }

    private void Serve(Socket socket, int addressIndex, ConnectionSlot slot)
    {
        _openConnections.AddCount();
        _ = ServeAsync(socket, addressIndex, slot);
    }

    private async Task ServeAsync(Socket socket, int addressIndex, ConnectionSlot slot)
    {
        await Task.Yield();
        AddressKey countedAddress = default;
        try
        {
            UInt128 peerAddress = PortableSocket.PeerAddress(socket);
            AddressKey taken = default;
            if (slot == ConnectionSlot.Admin || _limit.TryAcquireForAddress(peerAddress, out taken))
            {
                countedAddress = taken;
                await RunAsync(socket, new ConnectionOrigin
                {
                    PeerAddress = peerAddress,
                    AddressIndex = addressIndex,
                    IsReserved = slot == ConnectionSlot.Reserved,
                }).ConfigureAwait(false);
            }
            else
            {
                PortableSocket.Reset(socket);
                _log.AddressLimited(peerAddress, suppressed: 0);
            }
        }
        catch (SocketException)
        {
            // The peer reset the connection before it was served; some systems report it only now.
            socket.Dispose();
        }
        catch (Exception exception)
        {
            // A bug triggered by one client's bytes must not affect other connections.
            _log.ConnectionFailed(exception);
        }
        _limit.Release(countedAddress);
        _limit.Release(slot);
        _openConnections.Signal();
    }

    private Task RunAsync(Socket socket, in ConnectionOrigin origin)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.NoDelay = true;
        ListenerSettings settings = origin.IsReserved ? _settings.ForReserved() : _settings;
        return new PortableConnection<TProtocol, TConnection>(
            socket, _protocol, settings, origin, _idleEnd.Token, _reset.Token).RunAsync();
    }
}
