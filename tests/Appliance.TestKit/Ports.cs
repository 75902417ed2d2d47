using System.Net;
using System.Net.Sockets;

namespace Appliance.TestKit;

/// <summary>
/// TCP ports for servers that are started later, or again, with a port number. They are below the range from which the
/// kernel takes the ports of outgoing connections and of port 0, so that nothing else takes them meanwhile.
/// </summary>
public static class Ports
{
    /// <summary>Linux's range of other ports begins at 32768.</summary>
    private const int Min = 10_000, Max = 32_000;

    /// <summary>Test processes that run side by side begin at different ports.</summary>
    private static int _next = Environment.ProcessId * 100 % (Max - Min);

    /// <summary>A port that no socket of this machine has, and that this process has not returned before.</summary>
    public static int Free()
    {
        for (int attempt = 0; attempt < Max - Min; attempt++)
        {
            int port = Min + (Interlocked.Increment(ref _next) & int.MaxValue) % (Max - Min);
            if (CanBind(port))
                return port;
        }
        throw new InvalidOperationException($"no port from {Min} to {Max} is free");
    }

    private static bool CanBind(int port)
    {
        using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
