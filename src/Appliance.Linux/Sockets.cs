using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>
/// System calls on connected sockets. Each returns the result of the call, or the negated error number; calls
/// interrupted by a signal are repeated.
/// </summary>
public static unsafe class Sockets
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
            socket = Libc.accept4(listening, address, &length, Libc.NonBlockingAndCloseOnExec);
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
                count = Libc.recv(socket, start, (nuint)buffer.Length, 0);
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
                count = Libc.send(socket, start, (nuint)bytes.Length, Libc.NoSignal);
            }
            while (count < 0 && Marshal.GetLastSystemError() == Errno.Interrupted);
            return count < 0 ? -Marshal.GetLastSystemError() : (int)count;
        }
    }

    /// <summary>Sends one datagram from a new socket; waits at most a second while the receiver's queue is full.
    /// </summary>
    /// <param name="address">The receiver's sockaddr_un; the path of an abstract socket is not terminated.</param>
    /// <param name="message">The datagram.</param>
    /// <returns>0 or the error number.</returns>
    public static int SendDatagram(ReadOnlySpan<byte> address, ReadOnlySpan<byte> message)
    {
        int socket = Libc.socket(Libc.FamilyUnix, Libc.Datagram | Libc.SocketCloseOnExec, 0);
        if (socket < 0)
            return Marshal.GetLastPInvokeError();
        // struct timeval { seconds, microseconds }
        nint* oneSecond = stackalloc nint[] { 1, 0 };
        _ = Libc.setsockopt(socket, Libc.LevelSocket, Libc.SendTimeout, oneSecond, 2 * (uint)sizeof(nint));
        int error;
        fixed (byte* start = message, name = address)
        {
            do
            {
                nint sent = Libc.sendto(
                    socket, start, (nuint)message.Length, Libc.NoSignal, name, (uint)address.Length);
                error = sent < 0 ? Marshal.GetLastPInvokeError() : 0;
            }
            while (error == Errno.Interrupted);
        }
        Libc.close(socket);
        return error;
    }

    /// <summary>Whether bytes, the end of input or, on a listening socket, a connection are ready.</summary>
    public static bool IsReadable(int socket)
    {
        Libc.PollEntry entry = new() { Descriptor = socket, Events = Libc.PollIn };
        return Libc.poll(&entry, 1, 0) > 0 && entry.Returned != 0;
    }

    /// <summary>Connections in the backlog of a TCP socket; 0 for other sockets, which do not report it.</summary>
    public static int BacklogCount(int listening)
    {
        // struct tcp_info: tcpi_unacked is the backlog of a listening socket.
        const int UnackedIndex = 6;
        int* info = stackalloc int[UnackedIndex + 1];
        uint length = (UnackedIndex + 1) * sizeof(int);
        return Libc.getsockopt(listening, Libc.LevelTcp, Libc.TcpInfo, info, &length) == 0
            ? info[UnackedIndex] : 0;
    }

    /// <summary>Signals the end of output to the peer; false if the connection is broken.</summary>
    public static bool ShutWrite(int socket) => Libc.shutdown(socket, Libc.ShutWrite) == 0;

    /// <summary>Closes; the kernel still delivers what was sent.</summary>
    public static void Close(int socket) => Libc.close(socket);

    /// <summary>Closes with a reset, so that the kernel discards unsent data.</summary>
    public static void Reset(int socket)
    {
        // struct linger { on, seconds }
        int* linger = stackalloc int[] { 1, 0 };
        Libc.setsockopt(socket, Libc.LevelSocket, Libc.Linger, linger, 2 * sizeof(int));
        Libc.close(socket);
    }
}
