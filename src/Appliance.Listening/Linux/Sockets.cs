using System.Runtime.InteropServices;

namespace Appliance.Listening.Linux;

/// <summary>
/// System calls on connected sockets. Each returns the result of the call, or the negated error number; calls
/// interrupted by a signal are repeated.
/// </summary>
internal static unsafe class Sockets
{
    /// <summary>Accepts a connection as a non-blocking socket, with its peer's address.</summary>
    public static int Accept(int listening, out UInt128 peerAddress)
    {
        byte* address = stackalloc byte[NativeAddress.BytesMax];
        int socket;
        uint length;
        do
        {
            length = NativeAddress.BytesMax;
            socket = Native.accept4(listening, address, &length, Native.NonBlockingAndCloseOnExec);
        }
        while (socket < 0 && Marshal.GetLastSystemError() == Errno.Interrupted);
        int error = socket < 0 ? Marshal.GetLastSystemError() : 0;
        peerAddress = socket < 0 ? 0 : NativeAddress.ReadPeer(new ReadOnlySpan<byte>(address, (int)length));
        return socket < 0 ? -error : socket;
    }

    /// <summary>Bytes received; 0 at the end of input.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = Native.recv(socket, start, (nuint)buffer.Length, 0);
            }
            while (count < 0 && Marshal.GetLastSystemError() == Errno.Interrupted);
            return count < 0 ? -Marshal.GetLastSystemError() : (int)count;
        }
    }

    /// <summary>Bytes accepted by the kernel, possibly not all. Raises no SIGPIPE.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do
            {
                count = Native.send(socket, start, (nuint)bytes.Length, Native.NoSignal);
            }
            while (count < 0 && Marshal.GetLastSystemError() == Errno.Interrupted);
            return count < 0 ? -Marshal.GetLastSystemError() : (int)count;
        }
    }

    /// <summary>Whether bytes, the end of input or, on a listening socket, a connection are ready.</summary>
    public static bool IsReadable(int socket)
    {
        Native.PollEntry entry = new() { Descriptor = socket, Events = Native.PollIn };
        return Native.poll(&entry, 1, 0) > 0 && entry.Returned != 0;
    }

    /// <summary>Connections in the backlog of a TCP socket; 0 for other sockets, which do not report it.</summary>
    public static int BacklogCount(int listening)
    {
        // struct tcp_info: tcpi_unacked is the backlog of a listening socket.
        const int UnackedIndex = 6;
        int* info = stackalloc int[UnackedIndex + 1];
        uint length = (UnackedIndex + 1) * sizeof(int);
        return Native.getsockopt(listening, Native.LevelTcp, Native.TcpInfo, info, &length) == 0
            ? info[UnackedIndex] : 0;
    }

    /// <summary>Signals the end of output to the peer; false if the connection is broken.</summary>
    public static bool ShutWrite(int socket) => Native.shutdown(socket, Native.ShutWrite) == 0;

    /// <summary>Closes; the kernel still delivers what was sent.</summary>
    public static void Close(int socket) => Native.close(socket);

    /// <summary>Closes with a reset, so that the kernel discards unsent data.</summary>
    public static void Reset(int socket)
    {
        // struct linger { on, seconds }
        int* linger = stackalloc int[] { 1, 0 };
        Native.setsockopt(socket, Native.LevelSocket, Native.Linger, linger, 2 * sizeof(int));
        Native.close(socket);
    }
}
