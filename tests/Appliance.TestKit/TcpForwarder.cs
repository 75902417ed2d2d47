using System.Net;
using System.Net.Sockets;

namespace Appliance.TestKit;

/// <summary>An address whose server can be exchanged, as a virtual address is in a failover.</summary>
public sealed class TcpForwarder : IDisposable
{
    private readonly TcpListener _listener;
    private readonly List<TcpClient> _open = [];
    private readonly Task _accepting;
    private volatile int _port;

    /// <param name="port">The server's, on the loopback.</param>
    /// <param name="at">Where it listens; a free port of the loopback if left out.</param>
    public TcpForwarder(int port, IPEndPoint? at = null)
    {
        _port = port;
        _listener = new(at ?? new(IPAddress.Loopback, 0));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Address => $"{EndPoint}";

    /// <summary>New connections go to another server; those there are stay.</summary>
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
            // It is closed below.
        }
        client.Dispose();
        server.Dispose();
    }
}
