namespace Appliance.Listening;

/// <summary>Where a connection comes from: all that the listener knows of it before its first byte.</summary>
public readonly struct ConnectionOrigin
{
    /// <summary>The peer's address as the bits of an IPv6 one, IPv4 as ::ffff:a.b.c.d; 0 over a Unix socket.</summary>
    public UInt128 PeerAddress { get; init; }

    /// <summary>Which of the addresses given to the listener it came in by.</summary>
    public int AddressIndex { get; init; }

    /// <summary>
    /// It has one of the places kept back for when <see cref="ListenerSettings.ConnectionsMax"/> are open: answer what
    /// tells that the process lives, refuse everything else, and close.
    /// </summary>
    public bool IsReserved { get; init; }

    /// <summary>Tells the loop that the answer this connection waits for is there.</summary>
    public Waker Waker { get; init; }
}
