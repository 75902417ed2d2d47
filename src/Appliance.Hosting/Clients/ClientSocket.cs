using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Appliance.Hosting.Clients;

/// <summary>A TCP connection to a server, on Linux. One deadline applies to connecting, sending and receiving together.
/// The framework's socket would make the binary larger by several percent.</summary>
internal sealed unsafe partial class ClientSocket : IDisposable
{
    private const int FamilyIPv4 = 2;
    private const int FamilyIPv6 = 10;
    private const int StreamNonBlockingAndCloseOnExec = 1 | 0x800 | 0x80000;
    private const int NoSignal = 0x4000;
    private const short Readable = 1;
    private const short Writable = 4;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int InProgress = 115;
    private const int AddressBytesMax = 28;

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
        int descriptor = socket(isIPv4 ? FamilyIPv4 : FamilyIPv6, StreamNonBlockingAndCloseOnExec, 0);
        if (descriptor < 0)
            return null;
        ClientSocket client = new(descriptor, timeout);
        byte* name = stackalloc byte[AddressBytesMax];
        int error = connect(descriptor, name, Write(server, new(name, AddressBytesMax))) == 0
            ? 0 : Marshal.GetLastPInvokeError();
        // An empty send reports the pending error of connect(2).
        if (error == 0 || error == InProgress && client.WaitFor(Writable) && send(descriptor, null, 0, NoSignal) == 0)
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
                if (!WaitFor(Writable))
                    return false;
                nint count = send(_socket, start + sent, (nuint)(bytes.Length - sent), NoSignal);
                if (count < 0 && Marshal.GetLastPInvokeError() is not (WouldBlock or Interrupted))
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
            while (WaitFor(Readable))
            {
                nint count = recv(_socket, start, (nuint)buffer.Length, 0);
                if (count >= 0 || Marshal.GetLastPInvokeError() is not (WouldBlock or Interrupted))
                    return (int)Math.Max(count, 0);
            }
        }
        return 0;
    }

    public void Dispose() => _ = close(_socket);

    /// <summary>False if the time is over.</summary>
    private bool WaitFor(short events)
    {
        PollEntry entry = new() { Descriptor = _socket, Events = events };
        while (true)
        {
            long left = _endMilliseconds - Environment.TickCount64;
            if (left <= 0)
                return false;
            // A signal ends the call early.
            if (poll(&entry, 1, (int)Math.Min(left, int.MaxValue)) > 0)
                return true;
        }
    }

    /// <summary>Writes struct sockaddr_in or sockaddr_in6 to zeroed bytes and returns its length.</summary>
    private static uint Write(IPEndPoint server, Span<byte> name)
    {
        name.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], (ushort)server.Port);
        if (server.AddressFamily == AddressFamily.InterNetwork)
        {
            BitConverter.TryWriteBytes(name, (ushort)FamilyIPv4);
            server.Address.TryWriteBytes(name[4..], out _);
            return 16;
        }
        BitConverter.TryWriteBytes(name, (ushort)FamilyIPv6);
        server.Address.TryWriteBytes(name[8..], out _);
        BitConverter.TryWriteBytes(name[24..], (uint)server.Address.ScopeId);
        return AddressBytesMax;
    }

    /// <summary>struct pollfd</summary>
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, byte* address, uint length);

    [LibraryImport("libc")]
    private static partial int poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
