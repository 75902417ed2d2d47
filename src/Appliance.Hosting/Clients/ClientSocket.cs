using System.Diagnostics;
using Appliance.Linux;
using Appliance.Listening;

namespace Appliance.Hosting.Clients;

/// <summary>A connection to a server, on Linux. One deadline applies to connecting, sending and receiving together.
/// The framework's socket would make the binary larger by several percent.</summary>
internal sealed unsafe class ClientSocket : IDisposable
{
    private readonly int _socket;
    private readonly TimeSpan _timeout;
    private readonly long _start = Stopwatch.GetTimestamp();

    private ClientSocket(int socket, TimeSpan timeout)
    {
        _socket = socket;
        _timeout = timeout;
    }

    /// <summary>A connected socket; null if the server refuses or does not accept in time.</summary>
    public static ClientSocket? TryConnect(ListenAddress server, TimeSpan timeout)
    {
        Debug.Assert(server is not ListenAddress.Inherited, "A passed socket has no address.");
        int socket = Libc.socket(server.Family, Libc.Stream | Libc.NonBlockingAndCloseOnExec, 0);
        if (socket < 0)
            return null;
        ClientSocket client = new(socket, timeout);
        int error = server.Connect(socket);
        // An empty send reports the pending error of connect(2).
        if (error == 0
            || error == Errno.InProgress && client.WaitFor(Libc.PollOut) && Sockets.Send(socket, []) == 0)
            return client;
        client.Dispose();
        return null;
    }

    /// <summary>Sends all bytes; false if the connection is lost or the time is over.</summary>
    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!WaitFor(Libc.PollOut))
                return false;
            int count = Sockets.Send(_socket, bytes);
            if (count < 0 && !Errno.IsTransient(-count))
                return false;
            bytes = bytes[Math.Max(count, 0)..];
        }
        return true;
    }

    /// <summary>Waits for bytes.</summary>
    /// <returns>The number of bytes; 0 at the end of input, if the connection is lost or if the time is over.</returns>
    public int Receive(Span<byte> buffer)
    {
        while (WaitFor(Libc.PollIn))
        {
            int count = Sockets.Receive(_socket, buffer);
            if (count >= 0 || !Errno.IsTransient(-count))
                return Math.Max(count, 0);
        }
        return 0;
    }

    public void Dispose() => Sockets.Close(_socket);

    /// <summary>False if the time is over.</summary>
    private bool WaitFor(short events)
    {
        Libc.PollEntry entry = new() { Descriptor = _socket, Events = events };
        while (true)
        {
            TimeSpan left = _timeout - Stopwatch.GetElapsedTime(_start);
            if (left <= TimeSpan.Zero)
                return false;
            // Rounded up, so that the last wait is not an immediate return. A signal ends the call early.
            double milliseconds = Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue);
            if (Libc.poll(&entry, 1, (int)milliseconds) > 0)
                return true;
        }
    }
}
