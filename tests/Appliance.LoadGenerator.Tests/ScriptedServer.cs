using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Listening;

namespace Appliance.LoadGenerator.Tests;

/// <summary>A server whose responses the test supplies by the number of the request.</summary>
internal sealed class ScriptedServer : IDisposable
{
    /// <summary>A request is one line, so the server only counts newlines.</summary>
    public static readonly byte[] Request = "ask\n"u8.ToArray();

    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int, Socket, string> _response;
    private int _requestCount;

    /// <param name="response">Returns the response to a request. Its arguments are the request's number, counted from 0
    /// over all connections, and its socket.</param>
    public ScriptedServer(Func<int, Socket, string> response)
    {
        _response = response;
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int RequestCount => Volatile.Read(ref _requestCount);

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
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test disposed of the server.
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
                {
                    string response = _response(Interlocked.Increment(ref _requestCount) - 1, socket);
                    socket.Send(Encoding.ASCII.GetBytes(response));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test or the load generator closed the connection.
        }
        socket.Dispose();
    }
}
