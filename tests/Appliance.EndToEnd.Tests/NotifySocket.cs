using System.Net.Sockets;
using System.Text;

namespace Appliance.EndToEnd.Tests;

/// <summary>The socket that receives systemd notifications (sd_notify(3)).</summary>
internal sealed class NotifySocket : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(20);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[4096];
    private readonly string _path;

    /// <param name="isAbstract">The socket has an abstract name instead of a file.</param>
    public NotifySocket(bool isAbstract = false)
    {
        _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Name = isAbstract ? "@" + _path : _path;
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + _path : _path));
    }

    /// <summary>The value for NOTIFY_SOCKET.</summary>
    public string Name { get; }

    /// <summary>Receives the next message and returns its assignments.</summary>
    public async Task<Dictionary<string, string>> ReceiveAsync()
    {
        using CancellationTokenSource deadline = new(WaitTimeout);
        int length = await _socket.ReceiveAsync(_buffer, SocketFlags.None, deadline.Token);
        return Encoding.UTF8.GetString(_buffer, 0, length).Split('\n')
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    public void Dispose() => _socket.Dispose();
}
