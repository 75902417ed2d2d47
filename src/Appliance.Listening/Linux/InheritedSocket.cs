using System.Runtime.InteropServices;

namespace Appliance.Listening.Linux;

/// <summary>Validates and configures a listening socket that the parent process passed.</summary>
internal static unsafe class InheritedSocket
{
    /// <summary>Sets the options of the listener's own sockets and returns the bound address.</summary>
    /// <exception cref="ListenException">It is not a listening stream socket.</exception>
    public static ListenAddress Adopt(ListenAddress.Inherited address)
    {
        int socket = address.Descriptor;
        if (Option(socket, Native.SocketType) != Native.Stream || Option(socket, Native.AcceptsConnections) != 1)
            throw new ListenException(address, ListenError.NotListening, 0);
        int flags = Native.fcntl(socket, Native.GetStatusFlags, 0);
        Check(address, Native.fcntl(socket, Native.SetStatusFlags, flags | Native.NonBlocking));
        Check(address, Native.fcntl(socket, Native.SetDescriptorFlags, Native.CloseOnExec));
        ListenAddress bound = BoundAddress(socket) ?? throw new ListenException(address, ListenError.NotListening, 0);
        if (bound is not ListenAddress.Tcp)
            return bound;
        Check(address, TcpOptions.Set(socket));
        return bound;
    }

    /// <summary>An option's value; -1 if the descriptor is not a socket.</summary>
    private static int Option(int socket, int name)
    {
        int value;
        uint length = sizeof(int);
        return Native.getsockopt(socket, Native.LevelSocket, name, &value, &length) == 0 ? value : -1;
    }

    private static ListenAddress? BoundAddress(int socket)
    {
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        uint length = NativeAddress.BytesMax;
        return Native.getsockname(socket, name, &length) == 0
            ? NativeAddress.Read(new ReadOnlySpan<byte>(name, (int)length))
            : null;
    }

    private static void Check(ListenAddress address, int result)
    {
        int error = Marshal.GetLastPInvokeError();
        if (result < 0)
            throw new ListenException(address, Errno.ToListenError(error), error);
    }
}
