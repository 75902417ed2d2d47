using System.Runtime.InteropServices;

namespace Appliance.Listening.Linux;

/// <summary>
/// The calls on connected sockets. Each returns what the system call does, or the error number negated; an
/// interrupted call is made again.
/// </summary>
internal static unsafe class Sockets
{
    /// <summary>A non-blocking socket, and whose it is.</summary>
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

    /// <summary>Bytes received; 0 when the peer has sent its last.</summary>
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

    /// <summary>Bytes taken by the kernel, perhaps not all; no SIGPIPE.</summary>
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

    /// <summary>Whether bytes, the peer's end or, on a listening socket, a connection can be had at once.</summary>
    public static bool IsReadable(int socket)
    {
        Native.PollEntry entry = new() { Descriptor = socket, Events = Native.PollIn };
        return Native.poll(&entry, 1, 0) > 0 && entry.Returned != 0;
    }

    /// <summary>Connections that wait to be accepted from a TCP socket; 0 for others, which do not tell.</summary>
    public static int BacklogCount(int listening)
    {
        // struct tcp_info, which has that count as tcpi_unacked.
        const int UnackedIndex = 6;
        int* info = stackalloc int[UnackedIndex + 1];
        uint length = (UnackedIndex + 1) * sizeof(int);
        return Native.getsockopt(listening, Native.LevelTcp, Native.TcpInfo, info, &length) == 0
            ? info[UnackedIndex] : 0;
    }

    /// <summary>Tells the peer that nothing more comes; false if the connection is gone.</summary>
    public static bool ShutWrite(int socket) => Native.shutdown(socket, Native.ShutWrite) == 0;

    /// <summary>Closes; what was sent still reaches the peer.</summary>
    public static void Close(int socket) => Native.close(socket);

    /// <summary>Closes at once and frees what was not sent: the peer sees a reset.</summary>
    public static void Reset(int socket)
    {
        // struct linger { on, seconds }
        int* linger = stackalloc int[] { 1, 0 };
        Native.setsockopt(socket, Native.LevelSocket, Native.Linger, linger, 2 * sizeof(int));
        Native.close(socket);
    }
}
