using System.Net;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>A bound, listening socket, reference-counted by the threads that accept from it.</summary>
internal sealed unsafe class ListeningSocket
{
    private readonly SocketFile? _file;
    private int _users;

    private ListeningSocket(
        int descriptor, ListenAddress address, int users, SocketFile? file, bool isInherited = false)
    {
        IsInherited = isInherited;
        Descriptor = descriptor;
        Address = address;
        _users = users;
        _file = file;
        IsShared = users > 1;
    }

    public int Descriptor { get; }

    /// <summary>The bound address, with the port that the kernel chose.</summary>
    public ListenAddress Address { get; }

    /// <summary>
    /// Several threads watch it, so epoll must wake only one of them per connection (EPOLLEXCLUSIVE).
    /// </summary>
    public bool IsShared { get; }

    /// <summary>
    /// Passed by the parent process, which may pass it to the next process: its backlog outlives this listener.
    /// </summary>
    public bool IsInherited { get; }

    /// <summary>Opens one socket per thread (TCP), or one shared by all threads (Unix, inherited).</summary>
    /// <exception cref="ListenException">The address cannot be bound; nothing is left behind.</exception>
    public static ListeningSocket[] Open(ListenAddress address, int threads, int backlogMax)
    {
        var sockets = new ListeningSocket[threads];
        if (address is ListenAddress.Inherited inherited)
        {
            ListenAddress bound = InheritedSocket.Adopt(inherited);
            Array.Fill(sockets, new ListeningSocket(
                inherited.Descriptor, bound, threads, file: null, isInherited: true));
            return sockets;
        }
        if (address is ListenAddress.Unix unix)
        {
            SocketFile.RemoveStale(unix);
            Array.Fill(sockets, OpenOne(unix, threads, backlogMax, isFirst: true));
            return sockets;
        }
        int opened = 0;
        try
        {
            for (; opened < threads; opened++)
            {
                sockets[opened] = opened == 0
                    ? OpenFirst(address, backlogMax)
                    : OpenOne(sockets[0].Address, users: 1, backlogMax, isFirst: false);
            }
        }
        catch (ListenException)
        {
            foreach (ListeningSocket socket in sockets.AsSpan(0, opened))
                socket.Release();
            throw;
        }
        return sockets;
    }

    /// <summary>
    /// Refuses new connections. Those in the backlog, or with a handshake under way, can still be accepted. TCP clients
    /// are not notified: they retransmit until the socket is closed.
    /// </summary>
    public void RefuseConnections()
    {
        if (Address is ListenAddress.Tcp)
            SynFilter.Attach(Descriptor);
        else
            Libc.shutdown(Descriptor, Libc.ShutRead);
    }

    /// <summary>Releases one thread's reference; the last release closes the socket.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _file?.Remove();
        Libc.close(Descriptor);
    }

    /// <summary>
    /// Opens the first socket, which determines the port and whether <c>[::]</c> accepts IPv4; the others follow it.
    /// </summary>
    private static ListeningSocket OpenFirst(ListenAddress address, int backlogMax)
    {
        if (address is ListenAddress.Tcp { IsAnyIPv6: true } any)
        {
            try
            {
                return OpenOne(any with { TakesIPv4 = true }, users: 1, backlogMax, isFirst: true);
            }
            catch (ListenException exception) when (exception.Error == ListenError.InUse)
            {
                // The port may be in use for IPv4 only: try IPv6 without it.
            }
        }
        return OpenOne(address, users: 1, backlogMax, isFirst: true);
    }

    private static ListeningSocket OpenOne(ListenAddress address, int users, int backlogMax, bool isFirst)
    {
        int socket = Libc.socket(address.Family, Libc.Stream | Libc.NonBlockingAndCloseOnExec, 0);
        SystemCall.Check(address, socket);
        SocketFile? file = null;
        try
        {
            if (address is ListenAddress.Tcp tcp)
                SetOptions(tcp, socket, isFirst);
            ListenAddress bound = Bind(address, socket);
            // SO_REUSEPORT is set after bind, so that an address in use by another process is refused even if that
            // process allows sharing. From here on our other threads can bind the same address.
            if (address is ListenAddress.Tcp && isFirst)
                Set(address, socket, Libc.LevelSocket, Libc.ReusePort, 1);
            if (address is ListenAddress.Unix unix)
            {
                file = SocketFile.Own(unix);
                SocketFile.SetAccess(unix);
            }
            SystemCall.Check(address, Libc.listen(socket, backlogMax));
            return new ListeningSocket(socket, bound, users, file);
        }
        catch (ListenException)
        {
            file?.Remove();
            Libc.close(socket);
            throw;
        }
    }

    private static void SetOptions(ListenAddress.Tcp address, int socket, bool isFirst)
    {
        // Allows binding while connections of an earlier run are in TIME_WAIT; does not share a listening address.
        Set(address, socket, Libc.LevelSocket, Libc.ReuseAddress, 1);
        if (!isFirst)
            Set(address, socket, Libc.LevelSocket, Libc.ReusePort, 1);
        if (address.Family == Libc.FamilyIPv6)
            Set(address, socket, Libc.LevelIPv6, Libc.IPv6Only, address.TakesIPv4 ? 0 : 1);
        SystemCall.Check(address, TcpOptions.Set(socket));
    }

    private static void Set(ListenAddress address, int socket, int level, int name, int value) =>
        SystemCall.Check(address, Libc.setsockopt(socket, level, name, &value, sizeof(int)));

    private static ListenAddress Bind(ListenAddress address, int socket)
    {
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        var bytes = new Span<byte>(name, NativeAddress.BytesMax);
        bytes.Clear();
        SystemCall.Check(address, Libc.bind(socket, name, (uint)address.WriteTo(bytes)));
        if (address is not ListenAddress.Tcp tcp)
            return address;
        uint length = NativeAddress.BytesMax;
        SystemCall.Check(address, Libc.getsockname(socket, name, &length));
        return tcp with { EndPoint = new IPEndPoint(tcp.EndPoint.Address, NativeAddress.ReadPort(bytes)) };
    }
}
