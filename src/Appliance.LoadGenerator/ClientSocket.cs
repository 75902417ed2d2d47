using System.Runtime.InteropServices;
using Appliance.Linux;
using Appliance.Listening;

namespace Appliance.LoadGenerator;

/// <summary>Opens non-blocking connections to one address.</summary>
internal sealed unsafe class ClientSocket(ListenAddress address, int? receiveBufferBytes)
{
    /// <summary>A connected or connecting socket, or the negated errno.</summary>
    public int Connect()
    {
        int socket = Libc.socket(address.Family, Libc.Stream | Libc.NonBlockingAndCloseOnExec, 0);
        if (socket < 0)
            return -Marshal.GetLastPInvokeError();
        if (address is ListenAddress.Tcp)
            Set(socket, Libc.LevelTcp, Libc.TcpNoDelay, 1);
        if (receiveBufferBytes is { } bytes)
            Set(socket, Libc.LevelSocket, Libc.ReceiveBuffer, bytes);
        int error = address.Connect(socket);
        if (error is 0 or Errno.InProgress)
            return socket;
        Sockets.Close(socket);
        return -error;
    }

    private static void Set(int socket, int level, int name, int value) =>
        Libc.setsockopt(socket, level, name, &value, sizeof(int));
}
