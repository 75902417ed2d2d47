namespace Appliance.Connections;

/// <summary>The origin of a connection: everything the listener knows about it before its first byte.</summary>
public readonly struct ConnectionOrigin
{
    /// <summary>
    /// The peer's address as the bits of an IPv6 address; IPv4 is mapped (::ffff:a.b.c.d). 0 for a Unix socket.
    /// </summary>
    public UInt128 PeerAddress { get; init; }

    /// <summary>The index of the listen address that accepted the connection.</summary>
    public int AddressIndex { get; init; }

    /// <summary>
    /// The connection has a reserved slot because all ordinary slots are in use:
    /// respond to health checks, reject every other request, and close.
    /// </summary>
    public bool IsReserved { get; init; }

    /// <summary>To be called when a deferred response of this connection is ready.</summary>
    public Waker Waker { get; init; }
}
