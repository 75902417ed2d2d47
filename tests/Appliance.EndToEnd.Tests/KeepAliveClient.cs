using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Requests tokens on one keep-alive connection that must never close, and returns each token.</summary>
internal sealed class KeepAliveClient : IDisposable
{
    private const string Body = $$"""{"room_id":"{{CredentialBinary.Room}}","role":"guest"}""";

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        "POST /hmsapi/johndoe.app.100ms.live/api/token HTTP/1.1\r\nHost: localhost\r\n"
        + $"Content-Length: {Body.Length}\r\n\r\n{Body}");

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
    private readonly byte[] _buffer = new byte[8192];

    public KeepAliveClient(RunningAppliance appliance)
    {
        Uri address = appliance.Client.BaseAddress!;
        _socket.Connect(new IPEndPoint(IPAddress.Parse(address.Host), address.Port));
        _socket.NoDelay = true;
    }

    /// <summary>Requests a token; throws on any other response, on a closed connection and on a timeout.</summary>
    public string Token()
    {
        _socket.Send(Request);
        int length = 0;
        IReadOnlyList<Response> responses;
        int consumed;
        do
        {
            length += Receive(length);
            responses = Response.ReadComplete(_buffer.AsSpan(0, length), out consumed);
        }
        while (responses.Count == 0);
        Response response = Assert.Single(responses);
        Assert.Equal((200, length), (response.Status, consumed));
        return response.Body.GetProperty("token").GetString()!;
    }

    /// <summary>Whether this secret signed the token (RFC 7515, section 5.2).</summary>
    public static bool IsSignedWith(string token, string secret)
    {
        int point = token.LastIndexOf('.');
        byte[] signed = Encoding.ASCII.GetBytes(token[..point]);
        byte[] tag = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return System.Buffers.Text.Base64Url.EncodeToString(tag) == token[(point + 1)..];
    }

    public void Dispose() => _socket.Dispose();

    private int Receive(int offset)
    {
        int count = _socket.Receive(_buffer.AsSpan(offset));
        Assert.True(count > 0, "closed early");
        return count;
    }
}
