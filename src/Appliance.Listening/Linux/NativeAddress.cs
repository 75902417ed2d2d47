using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Appliance.Listening.Linux;

/// <summary>Socket addresses in the kernel's format: sockaddr_in, sockaddr_in6 and sockaddr_un.</summary>
internal static class NativeAddress
{
    public const int BytesMax = 128;

    private static readonly UInt128 MappedIPv4 = (UInt128)0xFFFF << 32;

    public static int Family(ListenAddress address) => address switch
    {
        ListenAddress.Tcp { EndPoint.AddressFamily: AddressFamily.InterNetwork } => Native.FamilyIPv4,
        ListenAddress.Tcp => Native.FamilyIPv6,
        _ => Native.FamilyUnix,
    };

    /// <summary>Writes the address to zeroed bytes and returns its length.</summary>
    public static int Write(ListenAddress address, Span<byte> destination)
    {
        int family = Family(address);
        BitConverter.TryWriteBytes(destination, (ushort)family);
        if (address is ListenAddress.Unix unix)
            return 2 + Encoding.UTF8.GetBytes(unix.Path, destination.Slice(2)) + 1;
        IPEndPoint endPoint = ((ListenAddress.Tcp)address).EndPoint;
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)endPoint.Port);
        if (family == Native.FamilyIPv4)
        {
            endPoint.Address.TryWriteBytes(destination.Slice(4), out _);
            return 16;
        }
        endPoint.Address.TryWriteBytes(destination.Slice(8), out _);
        BitConverter.TryWriteBytes(destination.Slice(24), (uint)endPoint.Address.ScopeId);
        return 28;
    }

    /// <summary>Reads the format of <see cref="ConnectionOrigin.PeerAddress"/>.</summary>
    public static UInt128 ReadPeer(ReadOnlySpan<byte> address) => Family(address) switch
    {
        Native.FamilyIPv4 => MappedIPv4 | BinaryPrimitives.ReadUInt32BigEndian(address.Slice(4)),
        Native.FamilyIPv6 => BinaryPrimitives.ReadUInt128BigEndian(address.Slice(8)),
        _ => 0,
    };

    /// <summary>Reads an address that getsockname(2) returned; null if its family is unknown.</summary>
    public static ListenAddress? Read(ReadOnlySpan<byte> address)
    {
        switch (BitConverter.ToUInt16(address))
        {
            case Native.FamilyIPv4:
                return new ListenAddress.Tcp(new IPEndPoint(new IPAddress(address.Slice(4, 4)), ReadPort(address)));
            case Native.FamilyIPv6:
                var ip = new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address.Slice(24)));
                return new ListenAddress.Tcp(new IPEndPoint(ip, ReadPort(address)));
            case Native.FamilyUnix:
                string path = Encoding.UTF8.GetString(address.Slice(2));
                return new ListenAddress.Unix(path is ['\0', ..] ? "@" + path.Substring(1) : path.TrimEnd('\0'));
            default:
                return null;
        }
    }

    /// <summary>The port of an IPv4 or IPv6 address, at the same offset in both.</summary>
    public static int ReadPort(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address.Slice(2));

    /// <summary>The peer of a Unix socket has no name and often no family: then 0.</summary>
    private static int Family(ReadOnlySpan<byte> address) => address.Length < 2 ? 0 : BitConverter.ToUInt16(address);
}
