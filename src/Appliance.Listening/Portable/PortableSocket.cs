using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Appliance.Connections;

namespace Appliance.Listening.Portable;

/// <summary>Listening sockets with System.Net.Sockets, reporting errors as <see cref="ListenException"/>.</summary>
internal static class PortableSocket
{
    /// <exception cref="ListenException">The address cannot be bound.</exception>
    public static Socket Listen(ListenAddress address, int backlogMax)
    {
        if (address is ListenAddress.Inherited inherited)
            return Adopt(inherited);
        if (address is ListenAddress.Tcp { IsAnyIPv6: true, TakesIPv4: false } any)
        {
            try
            {
                return Listen(any with { TakesIPv4 = true }, backlogMax);
            }
            catch (ListenException exception) when (exception.Error == ListenError.InUse)
            {
                // The port may be in use for IPv4 only: try IPv6 without it.
            }
        }
        Socket? socket = null;
        try
        {
            socket = Bind(address);
            socket.Listen(backlogMax);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new ListenException(address, ToListenError(exception.SocketErrorCode), exception.ErrorCode);
        }
    }

    /// <summary>The address with the port that the system chose; for an inherited socket, its bound address.</summary>
    public static ListenAddress BoundAddress(ListenAddress address, Socket socket) => socket.LocalEndPoint switch
    {
        IPEndPoint endPoint => new ListenAddress.Tcp(endPoint)
        {
            TakesIPv4 = endPoint.Address.Equals(IPAddress.IPv6Any) && socket.DualMode,
        },
        UnixDomainSocketEndPoint unix when address is ListenAddress.Inherited =>
            new ListenAddress.Unix(unix.ToString()),
        _ => address,
    };

    /// <summary>Returns the format of <see cref="ConnectionOrigin.PeerAddress"/>.</summary>
    public static UInt128 PeerAddress(Socket socket) => socket.RemoteEndPoint is IPEndPoint peer
        ? BinaryPrimitives.ReadUInt128BigEndian(peer.Address.MapToIPv6().GetAddressBytes())
        : 0;

    /// <summary>Closes with a reset, so that the system discards unsent data.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // Already closed by the peer: only Dispose remains.
        }
        socket.Dispose();
    }

    private static Socket Adopt(ListenAddress.Inherited address)
    {
        var handle = new SafeSocketHandle(address.Descriptor, ownsHandle: true);
        try
        {
            var socket = new Socket(handle);
            bool isListening = socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is 1;
            if (isListening && socket.SocketType == SocketType.Stream)
                return socket;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // Not a socket, or a type that the framework does not support.
        }
        handle.SetHandleAsInvalid();
        throw new ListenException(address, ListenError.NotListening, 0);
    }

    private static Socket Bind(ListenAddress address)
    {
        if (address is ListenAddress.Tcp { EndPoint: IPEndPoint endPoint } requested)
        {
            var tcp = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                tcp.DualMode = requested.TakesIPv4;
            if (OperatingSystem.IsWindows())
                tcp.ExclusiveAddressUse = true;
            return BindOrDispose(tcp, endPoint);
        }
        var path = (ListenAddress.Unix)address;
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path.Path))))
            throw new ListenException(address, ListenError.DirectoryMissing, 0);
        RemoveStale(path);
        var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Dispose removes the file.
        BindOrDispose(unix, new UnixDomainSocketEndPoint(path.Path));
        try
        {
            SetAccess(path);
            return unix;
        }
        catch (ListenException)
        {
            unix.Dispose();
            throw;
        }
    }

    /// <summary>Windows has no file modes or numeric owners: the socket's file keeps its defaults.</summary>
    private static void SetAccess(ListenAddress.Unix address)
    {
        if (!OperatingSystem.IsWindows())
            SocketFile.SetAccess(address);
        else if (address.Access.ChangesOwner)
            throw new ListenException(address, ListenError.OwnerUnsupported, 0);
    }

    private static Socket BindOrDispose(Socket socket, EndPoint endPoint)
    {
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(ListenAddress.Unix address)
    {
        if (OperatingSystem.IsLinux())
        {
            SocketFile.RemoveStale(address);
            return;
        }
        if (!File.Exists(address.Path))
            return;
        // Windows refuses to connect to any file; macOS reports that a file is not a socket.
        if (OperatingSystem.IsWindows() && !File.GetAttributes(address.Path).HasFlag(FileAttributes.ReparsePoint))
            throw new ListenException(address, ListenError.NotASocket, 0);
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(address.Path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(address.Path);
            return;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.NotSocket)
        {
            throw new ListenException(address, ListenError.NotASocket, exception.ErrorCode);
        }
        throw new ListenException(address, ListenError.InUse, 0);
    }

    private static ListenError ToListenError(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => ListenError.InUse,
        SocketError.AccessDenied => ListenError.Permission,
        SocketError.AddressNotAvailable => ListenError.AddressNotLocal,
        SocketError.AddressFamilyNotSupported => ListenError.FamilyUnsupported,
        SocketError.TooManyOpenSockets => ListenError.FileDescriptors,
        _ => ListenError.Other,
    };
}
