using System.Net;
using System.Net.Sockets;

namespace Appliance.TestKit;

/// <summary>A TCP forwarder with an exchangeable target, like a virtual address in a failover.</summary>
public sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener;
    private readonly List<TcpClient> _open = [];
    private readonly Task _accepting;
    private volatile int _port;

    /// <param name="port">The target's loopback port.</param>
    /// <param name="at">The listening address; by default a free loopback port.</param>
    public TcpForwarder(int port, IPEndPoint? at = null)
    {
        _port = port;
        _listener = new(at ?? new(IPAddress.Loopback, 0));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Address => $"{EndPoint}";

    /// <summary>Forwards new connections to another port; open connections keep their target.</summary>
    public void MoveTo(int port) => _port = port;

    /// <summary>Closes all connections.</summary>
    public void Cut()
    {
        lock (_open)
        {
            _open.ForEach(client => client.Dispose());
            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _accepting.Wait();
        Cut();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        TcpClient server = new();
        lock (_open)
            _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _port);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Both ends are closed below.
        }
        client.Dispose();
        server.Dispose();
    }
}
