using System.Runtime.InteropServices;
using Appliance.Listening;
using Appliance.Listening.Linux;

namespace Appliance.LoadGenerator;

/// <summary>Opens non-blocking connections to one address.</summary>
internal sealed unsafe class ClientSocket(ListenAddress address, int? receiveBufferBytes)
{
    /// <summary>EINPROGRESS.</summary>
    private const int InProgress = 115;

    /// <summary>SO_RCVBUF.</summary>
    private const int ReceiveBuffer = 8;

    /// <summary>A connected or connecting socket, or the negated errno.</summary>
    public int Connect()
    {
        int family = NativeAddress.Family(address);
        int socket = Native.socket(family, Native.Stream | Native.NonBlockingAndCloseOnExec, 0);
        if (socket < 0)
            return -Marshal.GetLastPInvokeError();
        if (address is ListenAddress.Tcp)
            Set(socket, Native.LevelTcp, Native.TcpNoDelay, 1);
        if (receiveBufferBytes is { } bytes)
            Set(socket, Native.LevelSocket, ReceiveBuffer, bytes);
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        Span<byte> span = new(name, NativeAddress.BytesMax);
        span.Clear();
        int result = Native.connect(socket, name, (uint)NativeAddress.Write(address, span));
        int error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error is 0 or InProgress)
            return socket;
        Sockets.Close(socket);
        return -error;
    }

    private static void Set(int socket, int level, int name, int value) =>
        Native.setsockopt(socket, level, name, &value, sizeof(int));
}
