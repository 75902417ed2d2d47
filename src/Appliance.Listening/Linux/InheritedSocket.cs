using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>Validates and configures a listening socket that the parent process passed.</summary>
internal static unsafe class InheritedSocket
{
    /// <summary>Sets the options of the listener's own sockets and returns the bound address.</summary>
    /// <exception cref="ListenException">It is not a listening stream socket.</exception>
    public static ListenAddress Adopt(ListenAddress.Inherited address)
    {
        int socket = address.Descriptor;
        if (Option(socket, Libc.SocketType) != Libc.Stream || Option(socket, Libc.AcceptsConnections) != 1)
            throw new ListenException(address, ListenError.NotListening, 0);
        int flags = Libc.fcntl(socket, Libc.GetStatusFlags, 0);
        SystemCall.Check(address, Libc.fcntl(socket, Libc.SetStatusFlags, flags | Libc.NonBlocking));
        SystemCall.Check(address, Libc.fcntl(socket, Libc.SetDescriptorFlags, Libc.CloseOnExec));
        ListenAddress bound = BoundAddress(socket) ?? throw new ListenException(address, ListenError.NotListening, 0);
        if (bound is not ListenAddress.Tcp)
            return bound;
        SystemCall.Check(address, TcpOptions.Set(socket));
        return bound;
    }

    /// <summary>An option's value; -1 if the descriptor is not a socket.</summary>
    private static int Option(int socket, int name)
    {
        int value;
        uint length = sizeof(int);
        return Libc.getsockopt(socket, Libc.LevelSocket, name, &value, &length) == 0 ? value : -1;
    }

    private static ListenAddress? BoundAddress(int socket)
    {
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        uint length = NativeAddress.BytesMax;
        if (Libc.getsockname(socket, name, &length) != 0)
            return null;
        var bytes = new ReadOnlySpan<byte>(name, (int)length);
        if (NativeAddress.ReadEndPoint(bytes) is { } endPoint)
            return new ListenAddress.Tcp(endPoint);
        return NativeAddress.ReadUnixPath(bytes) is { } path ? new ListenAddress.Unix(path) : null;
    }
}
