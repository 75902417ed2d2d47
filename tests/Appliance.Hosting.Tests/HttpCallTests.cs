using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Appliance.Hosting.Clients;
using Appliance.Listening;
using Appliance.TestKit;

namespace Appliance.Hosting.Tests;

/// <summary>One request to a server whose response the test supplies in parts.</summary>
public sealed class HttpCallTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly byte[] _request = [.. "POST / HTTP/1.1\r\n\r\n"u8, .. new byte[1 << 20]];

    public HttpCallTests() => _server.Start();

    public void Dispose() => _server.Dispose();

    [RequiresTheory(Needs.Linux)]
    [InlineData(200, "{}", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData(409, "{}", "HTTP/1.1 409 Conflict\r\nA: b\r\n", "content-length:2\r\n\r", "\n{", "}")]
    [InlineData(204, "", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK")]
    public void Complete_response_is_read(int status, string body, params string[] parts)
    {
        HttpReply? reply = Send(parts, Long);
        Assert.Equal((status, body), (reply!.Status, Encoding.ASCII.GetString(reply.Body)));
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}")]
    [InlineData("HTTP/1.1 +20 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    public void Truncated_or_malformed_response_is_none(string text) => Assert.Null(Send([text], Long));

    [RequiresFact(Needs.Linux)]
    public void Response_over_the_limit_is_none() => Assert.Null(Send(
        ["HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n", new('x', 200_000)], Long));

    /// <summary>The server neither responds nor closes.</summary>
    [RequiresFact(Needs.Linux)]
    public void Silent_server_times_out()
    {
        var watch = Stopwatch.StartNew();
        Assert.Null(HttpCall.Send(new ListenAddress.Tcp((IPEndPoint)_server.LocalEndpoint), _request, Short));
        Assert.InRange(watch.Elapsed, Short, Long);
    }

    [RequiresFact(Needs.Linux)]
    public void Refused_connection_is_none()
    {
        ListenAddress.Tcp address = new((IPEndPoint)_server.LocalEndpoint);
        _server.Stop();
        Assert.Null(HttpCall.Send(address, _request, Long));
    }

    /// <summary>Receives the request, sends the parts and closes.</summary>
    private HttpReply? Send(string[] parts, TimeSpan timeout)
    {
        Thread server = new(() =>
        {
            using Socket socket = _server.AcceptSocket();
            byte[] buffer = new byte[1 << 16];
            for (int left = _request.Length; left > 0;)
                left -= socket.Receive(buffer);
            try
            {
                foreach (string part in parts)
                {
                    socket.Send(Encoding.ASCII.GetBytes(part));
                    Thread.Sleep(20);
                }
            }
            catch (SocketException)
            {
                // The client has closed after a malformed or too large response.
            }
        });
        server.Start();
        HttpReply? reply = HttpCall.Send(
            new ListenAddress.Tcp((IPEndPoint)_server.LocalEndpoint), _request, timeout);
        server.Join();
        return reply;
    }
}
