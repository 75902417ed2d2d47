using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Linux;

namespace Appliance.Listening;

/// <summary>
/// An address to listen on. <see cref="TryParse"/> reads the text that <see cref="ToString"/> writes, except for an
/// <see cref="Inherited"/> socket, which only the parent process can pass.
/// </summary>
public abstract record ListenAddress
{
    /// <summary>Kernel limit for the path of a Unix socket, in bytes without the final NUL.</summary>
    private const int UnixPathBytesMax = 107;

    /// <summary>The prefix of a Unix socket's text; its path follows.</summary>
    public const string UnixScheme = "unix:";

    private ListenAddress()
    {
    }

    /// <summary>Reachable from this machine only.</summary>
    public abstract bool IsLoopback { get; }

    /// <summary>
    /// Reads <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c> (which is 127.0.0.1) or
    /// <c>unix:/run/x.sock</c>. Port 0 lets the kernel choose a free port. Host names are not resolved: that needs
    /// files that an empty root does not have.
    /// </summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read, or null.</param>
    /// <param name="error">Null, or a sentence that says what to write instead.</param>
    public static bool TryParse(string text, out ListenAddress? address, out string? error)
    {
        address = null;
        error = text.StartsWith(UnixScheme, StringComparison.Ordinal)
            ? ReadUnix(text.Substring(UnixScheme.Length), out address)
            : ReadTcp(text, out address);
        return error is null;
    }

    public sealed override string ToString() => this switch
    {
        Tcp tcp => tcp.EndPoint.ToString(),
        Unix unix => UnixScheme + unix.Path,
        Inherited inherited => $"fd:{inherited.Descriptor}",
        _ => "",
    };

    /// <summary>The address family of socket(2).</summary>
    public int Family => this switch
    {
        Tcp { EndPoint.AddressFamily: AddressFamily.InterNetwork } => Libc.FamilyIPv4,
        Tcp => Libc.FamilyIPv6,
        _ => Libc.FamilyUnix,
    };

    /// <summary>Writes the address of a <see cref="Tcp"/> or <see cref="Unix"/> socket in the kernel's format to zeroed
    /// bytes, <see cref="NativeAddress.BytesMax"/>, and returns its length.</summary>
    public int WriteTo(Span<byte> destination) => this is Tcp tcp
        ? NativeAddress.Write(tcp.EndPoint, destination) : NativeAddress.Write(((Unix)this).Path, destination);

    /// <summary>Connects a socket of this <see cref="Family"/>: 0 or the error number of connect(2).</summary>
    public unsafe int Connect(int socket)
    {
        byte* name = stackalloc byte[NativeAddress.BytesMax];
        Span<byte> zeroed = new(name, NativeAddress.BytesMax);
        zeroed.Clear();
        return Libc.connect(socket, name, (uint)WriteTo(zeroed)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private static string? ReadUnix(string path, out ListenAddress? address)
    {
        address = null;
        if (path.Length == 0 || path.Contains('\0'))
            return "A Unix socket needs a path: unix:/run/appliance.sock.";
        if (Encoding.UTF8.GetByteCount(path) > UnixPathBytesMax)
            return $"The path of a Unix socket is limited to {UnixPathBytesMax} bytes.";
        address = new Unix(path);
        return null;
    }

    private static string? ReadTcp(string text, out ListenAddress? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon == 0)
            return $"'{text}' has no host: write 127.0.0.1{text} for local connections only, "
                + $"[::]{text} for every address.";
        if (colon < 0)
            return $"'{text}' is not an address: write HOST:PORT, for example 127.0.0.1:8080, or unix:PATH.";
        string host = text.Substring(0, colon);
        string portText = text.Substring(colon + 1);
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > 65_535)
            return $"'{portText}' is not a port: write a number from 0 to 65535.";
        if (host == "*")
            return $"'*' is not a host: write 0.0.0.0:{portText} for every IPv4 address, [::]:{portText} for IPv6.";
        IPAddress? ip = ReadHost(host);
        if (ip is null)
            return $"'{host}' is not a host: write an IPv4 address, an IPv6 address in brackets, or localhost.";
        address = new Tcp(new IPEndPoint(ip, port));
        return null;
    }

    private static IPAddress? ReadHost(string host)
    {
        if (host == "localhost")
            return IPAddress.Loopback;
        bool bracketed = host is ['[', .., ']'];
        string inner = bracketed ? host.Substring(1, host.Length - 2) : host;
        if (inner.Contains('[') || !IPAddress.TryParse(inner, out IPAddress? ip))
            return null;
        if (bracketed)
            return ip.AddressFamily == AddressFamily.InterNetworkV6 ? Unmapped(ip) : null;
        // TryParse also accepts 127.1, 0x7f.1 and 017.0.0.1, which other programs read as different addresses.
        return ip.AddressFamily == AddressFamily.InterNetwork && ip.ToString() == inner ? ip : null;
    }

    private static IPAddress Unmapped(IPAddress ip) => ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;

    /// <summary>A TCP socket on an IPv4 or IPv6 address.</summary>
    public sealed record Tcp(IPEndPoint EndPoint) : ListenAddress
    {
        /// <summary><c>[::]</c>, every IPv6 address.</summary>
        public bool IsAnyIPv6 => EndPoint.Address.Equals(IPAddress.IPv6Any);

        /// <summary>
        /// For a bound <c>[::]</c>: it accepts IPv4 connections as well (RFC 3493, section 5.3), unless another socket,
        /// of this or another process, listens on its port for IPv4.
        /// </summary>
        public bool TakesIPv4 { get; init; }

        public override bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);
    }

    /// <summary>A stream socket in the file system.</summary>
    public sealed record Unix(string Path) : ListenAddress
    {
        public override bool IsLoopback => true;

        /// <summary>Owner, group and mode, from the listener's settings.</summary>
        internal SocketAccess Access { get; init; } = new(SocketAccess.DefaultMode, Owner: null, Group: null);
    }

    /// <summary>
    /// A listening socket passed by the parent process. <see cref="Listener{TProtocol, TConnection}.BoundAddresses"/>
    /// gives its address; the path of an abstract Unix socket begins with @. The listener does not remove its file.
    /// </summary>
    /// <param name="Descriptor">Its file descriptor; closed with the listener.</param>
    /// <param name="Name">The name it was passed under, such as LISTEN_FDNAMES of sd_listen_fds(3); may be
    /// empty.</param>
    public sealed record Inherited(int Descriptor, string Name) : ListenAddress
    {
        public override bool IsLoopback => false;
    }
}
