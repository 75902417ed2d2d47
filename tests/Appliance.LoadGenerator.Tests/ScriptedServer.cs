using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Listening;

namespace Appliance.LoadGenerator.Tests;

/// <summary>A server whose every answer is the test's, which says what to write for the Nth request.</summary>
internal sealed class ScriptedServer : IDisposable
{
    /// <summary>A request to it: one line, so that it has not to be parsed.</summary>
    public static readonly byte[] Request = "ask\n"u8.ToArray();

    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int, Socket, string> _response;
    private int _asked;

    /// <param name="response">From the number of the request, from 0 over all connections, and its socket.</param>
    public ScriptedServer(Func<int, Socket, string> response)
    {
        _response = response;
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Asked => Volatile.Read(ref _asked);

    public Target Target => new(new ListenAddress.Tcp((IPEndPoint)_listening.LocalEndPoint!), Request);

    public void Dispose() => _listening.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listening.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed of.
        }
    }

    private void Serve(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = socket.Receive(buffer)) > 0;)
            {
                for (int request = 0; request < buffer.AsSpan(0, count).Count((byte)'\n'); request++)
                    socket.Send(Encoding.ASCII.GetBytes(_response(Interlocked.Increment(ref _asked) - 1, socket)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test or the driver is done with it.
        }
        socket.Dispose();
    }
}
