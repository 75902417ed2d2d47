using System.Net.Sockets;

namespace Appliance.Listening.Portable;

/// <summary>
/// Serves by System.Net.Sockets and the thread pool: a task per connection, one protocol for all. It is for
/// developers' machines: correct, with every limit and deadline, and slow.
/// </summary>
internal sealed class PortableLoop<TProtocol, TConnection> : ILoop
    where TProtocol : IProtocol<TConnection>
    where TConnection : struct
{
    private static readonly TimeSpan RetryAccept = TimeSpan.FromSeconds(1);

    private readonly SharedProtocol<TProtocol, TConnection> _protocol;
    private readonly ListenerSettings _settings;
    private readonly IListenerLog _log;
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _reset = new();
    private readonly SemaphoreSlim _places;
    private readonly CountdownEvent _open = new(1);
    private readonly Lock _stopLock = new();
    private readonly Task[] _accepting;
    private bool _stopped;

    private PortableLoop(
        Socket[] sockets,
        IReadOnlyList<ListenAddress> boundAddresses,
        ListenerSettings settings,
        TProtocol protocol,
        IListenerLog log)
    {
        BoundAddresses = boundAddresses;
        _settings = settings;
        _log = log;
        _protocol = new(protocol, settings);
        _places = new SemaphoreSlim(settings.ConnectionsMax);
        _accepting = [.. sockets.Select(AcceptAsync)];
    }

    public IReadOnlyList<ListenAddress> BoundAddresses { get; }

    public static PortableLoop<TProtocol, TConnection> Start(
        IReadOnlyList<ListenAddress> addresses, ListenerSettings settings, TProtocol protocol, IListenerLog log)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (ListenAddress address in addresses)
                sockets.Add(PortableSocket.Listen(address, settings.BacklogMax));
        }
        catch (ListenException)
        {
            foreach (Socket socket in sockets)
                socket.Dispose();
            throw;
        }
        ListenAddress[] bound = [.. addresses.Zip(sockets, PortableSocket.BoundAddress)];
        return new([.. sockets], bound, settings, protocol, log);
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
            Task.WaitAll(_accepting);
            _open.Signal();
            if (!_open.Wait(TimeSpan.FromSeconds(_settings.DrainSeconds)))
            {
                _reset.Cancel();
                _open.Wait();
            }
        }
    }

    public void Abort() => _drain.Token.Register(_reset.Cancel);

    public bool IsResponsive(TimeSpan within) => !_drain.IsCancellationRequested;

    private async Task AcceptAsync(Socket listening)
    {
        await Task.Yield();
        try
        {
            while (true)
                await AcceptOneAsync(listening).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What waits in the backlog connected before the stop.
            while (listening.Poll(0, SelectMode.SelectRead) && _places.Wait(0))
                Serve(listening.Accept());
        }
        finally
        {
            listening.Dispose();
        }
    }

    private async Task AcceptOneAsync(Socket listening)
    {
        Socket socket;
        try
        {
            socket = await listening.AcceptAsync(_drain.Token).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            bool isFull = exception.SocketErrorCode == SocketError.TooManyOpenSockets;
            _log.AcceptPaused(isFull ? AcceptPause.FileDescriptors : AcceptPause.Kernel);
            await Task.Delay(RetryAccept, _drain.Token).ConfigureAwait(false);
            return;
        }
        // Beyond the limit one connection an address is accepted and waits here, the others in the backlog.
        if (!_places.Wait(0))
        {
            _log.AcceptPaused(AcceptPause.ConnectionsMax);
            await WaitForPlaceAsync(socket).ConfigureAwait(false);
        }
        Serve(socket);
    }

    private async Task WaitForPlaceAsync(Socket socket)
    {
        try
        {
            await _places.WaitAsync(_drain.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private void Serve(Socket socket)
    {
        _open.AddCount();
        _ = ServeAsync(socket);
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
                socket.NoDelay = true;
            var connection = new PortableConnection<TProtocol, TConnection>(
                socket, _protocol, _settings, _drain.Token, _reset.Token);
            await connection.RunAsync().ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The peer reset the connection before it was begun; some systems say so only now.
            socket.Dispose();
        }
        catch (Exception exception)
        {
            // One peer's bytes must not end the service of the others, whatever our mistake was.
            _log.ConnectionFailed(exception);
        }
        _places.Release();
        _open.Signal();
    }
}
