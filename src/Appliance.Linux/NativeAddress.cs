using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Appliance.Linux;

/// <summary>Socket addresses in the kernel's format: sockaddr_in, sockaddr_in6 and sockaddr_un.</summary>
public static class NativeAddress
{
    public const int BytesMax = 128;

    private static readonly UInt128 MappedIPv4 = (UInt128)0xFFFF << 32;

    /// <summary>Writes an IPv4 or IPv6 address to zeroed bytes and returns its length.</summary>
    public static int Write(IPEndPoint endPoint, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), (ushort)endPoint.Port);
        if (endPoint.AddressFamily == AddressFamily.InterNetwork)
        {
            BitConverter.TryWriteBytes(destination, (ushort)Libc.FamilyIPv4);
            endPoint.Address.TryWriteBytes(destination.Slice(4), out _);
            return 16;
        }
        BitConverter.TryWriteBytes(destination, (ushort)Libc.FamilyIPv6);
        endPoint.Address.TryWriteBytes(destination.Slice(8), out _);
        BitConverter.TryWriteBytes(destination.Slice(24), (uint)endPoint.Address.ScopeId);
        return 28;
    }

    /// <summary>Writes the path of a Unix socket to zeroed bytes and returns its length.</summary>
    public static int Write(string unixPath, Span<byte> destination)
    {
        BitConverter.TryWriteBytes(destination, (ushort)Libc.FamilyUnix);
        return 2 + Encoding.UTF8.GetBytes(unixPath, destination.Slice(2)) + 1;
    }

    /// <summary>
    /// Reads an address as the bits of an IPv6 address; IPv4 is mapped (::ffff:a.b.c.d). 0 for a Unix socket.
    /// </summary>
    public static UInt128 ReadPeer(ReadOnlySpan<byte> address) => Family(address) switch
    {
        Libc.FamilyIPv4 => MappedIPv4 | BinaryPrimitives.ReadUInt32BigEndian(address.Slice(4)),
        Libc.FamilyIPv6 => BinaryPrimitives.ReadUInt128BigEndian(address.Slice(8)),
        _ => 0,
    };

    /// <summary>Reads an IPv4 or IPv6 address; null for other families.</summary>
    public static IPEndPoint? ReadEndPoint(ReadOnlySpan<byte> address) => Family(address) switch
    {
        Libc.FamilyIPv4 => new(new IPAddress(address.Slice(4, 4)), ReadPort(address)),
        Libc.FamilyIPv6 =>
            new(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address.Slice(24))), ReadPort(address)),
        _ => null,
    };

    /// <summary>Reads the path of a Unix socket; that of an abstract one begins with @. Null for other families.
    /// </summary>
    public static string? ReadUnixPath(ReadOnlySpan<byte> address)
    {
        if (Family(address) != Libc.FamilyUnix)
            return null;
        string path = Encoding.UTF8.GetString(address.Slice(2));
        return path is ['\0', ..] ? "@" + path.Substring(1) : path.TrimEnd('\0');
    }

    /// <summary>The port of an IPv4 or IPv6 address, at the same offset in both.</summary>
    public static int ReadPort(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address.Slice(2));

    /// <summary>The address family; 0 for the peer of a Unix socket, which often has none.</summary>
    public static int Family(ReadOnlySpan<byte> address) => address.Length < 2 ? 0 : BitConverter.ToUInt16(address);
}
