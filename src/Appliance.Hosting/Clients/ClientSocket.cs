using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.Linux;

namespace Appliance.Hosting.Clients;

/// <summary>A TCP connection to a server, on Linux. One deadline applies to connecting, sending and receiving together.
/// The framework's socket would make the binary larger by several percent.</summary>
internal sealed unsafe class ClientSocket : IDisposable
{
    private readonly int _socket;
    private readonly long _endMilliseconds;

    private ClientSocket(int socket, TimeSpan timeout)
    {
        _socket = socket;
        _endMilliseconds = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
    }

    /// <summary>A connected socket; null if the server refuses or does not accept in time.</summary>
    public static ClientSocket? TryConnect(IPEndPoint server, TimeSpan timeout)
    {
        bool isIPv4 = server.AddressFamily == AddressFamily.InterNetwork;
        int descriptor = Libc.socket(
            isIPv4 ? Libc.FamilyIPv4 : Libc.FamilyIPv6, Libc.Stream | Libc.NonBlockingAndCloseOnExec, 0);
        if (descriptor < 0)
            return null;
        ClientSocket client = new(descriptor, timeout);
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        Span<byte> address = new(name, NativeAddress.BytesMax);
        address.Clear();
        int error = Libc.connect(descriptor, name, (uint)NativeAddress.Write(server, address)) == 0
            ? 0 : Marshal.GetLastPInvokeError();
        // An empty send reports the pending error of connect(2).
        if (error == 0 || error == Errno.InProgress && client.WaitFor(Libc.PollOut)
            && Libc.send(descriptor, null, 0, Libc.NoSignal) == 0)
            return client;
        client.Dispose();
        return null;
    }

    /// <summary>Sends all bytes; false if the connection is lost or the time is over.</summary>
    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int sent = 0; sent < bytes.Length;)
            {
                if (!WaitFor(Libc.PollOut))
                    return false;
                nint count = Libc.send(_socket, start + sent, (nuint)(bytes.Length - sent), Libc.NoSignal);
                if (count < 0 && Marshal.GetLastSystemError() is not (Errno.Again or Errno.Interrupted))
                    return false;
                sent += (int)Math.Max(count, 0);
            }
        }
        return true;
    }

    /// <summary>Waits for bytes.</summary>
    /// <returns>The number of bytes; 0 at the end of input, if the connection is lost or if the time is over.</returns>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (WaitFor(Libc.PollIn))
            {
                nint count = Libc.recv(_socket, start, (nuint)buffer.Length, 0);
                if (count >= 0 || Marshal.GetLastSystemError() is not (Errno.Again or Errno.Interrupted))
                    return (int)Math.Max(count, 0);
            }
        }
        return 0;
    }

    public void Dispose() => _ = Libc.close(_socket);

    /// <summary>False if the time is over.</summary>
    private bool WaitFor(short events)
    {
        Libc.PollEntry entry = new() { Descriptor = _socket, Events = events };
        while (true)
        {
            long left = _endMilliseconds - Environment.TickCount64;
            if (left <= 0)
                return false;
            // A signal ends the call early.
            if (Libc.poll(&entry, 1, (int)Math.Min(left, int.MaxValue)) > 0)
                return true;
        }
    }
}
