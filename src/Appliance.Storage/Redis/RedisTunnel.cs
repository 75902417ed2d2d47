using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Appliance.Storage.Redis;

/// <summary>
/// Opens the client's connections, one for commands and one for subscriptions. The client cannot reconnect on its own,
/// since it would reach a server that was not checked. Its attempts to reconnect wait until it is disposed, which also
/// preserves the cause of the first failure.
/// </summary>
internal sealed class RedisTunnel(IPEndPoint address, int timeoutMilliseconds) : Tunnel, IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Socket? _commands;
    private Socket? _subscriptions;
    private int _commandsTaken;
    private int _subscriptionsTaken;

    /// <summary>Opens the connection for commands; must complete before the client connects.</summary>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The connection timed out.</exception>
    public async Task ConnectAsync() => _commands = await OpenSocketAsync().ConfigureAwait(false);

    /// <summary>Null: the client opens no socket, since <see cref="BeforeAuthenticateAsync"/> supplies the streams.
    /// </summary>
    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(
        EndPoint endpoint, CancellationToken cancellationToken) => new((EndPoint?)null);

    public override async ValueTask<Stream?> BeforeAuthenticateAsync(
        EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        if (connectionType == ConnectionType.Interactive && Interlocked.Exchange(ref _commandsTaken, 1) == 0)
            return new NetworkStream(_commands!);
        if (connectionType == ConnectionType.Subscription && Interlocked.Exchange(ref _subscriptionsTaken, 1) == 0)
            return new NetworkStream(_subscriptions = await OpenSocketAsync().ConfigureAwait(false));
        await Task.Delay(Timeout.Infinite, _ending.Token).ConfigureAwait(false);
        return null;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _commands?.Dispose();
        _subscriptions?.Dispose();
    }

    private async Task<Socket> OpenSocketAsync()
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
            timeout.CancelAfter(timeoutMilliseconds);
            await socket.ConnectAsync(address, timeout.Token).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
