namespace Appliance.Endpoints;

/// <summary>Who is at the other end of a connection, as far as the connection itself tells.</summary>
public readonly record struct Caller
{
    /// <summary>The peer's address as the bits of an IPv6 one, IPv4 as ::ffff:a.b.c.d; 0 over a Unix socket.</summary>
    public UInt128 Address { get; init; }

    /// <summary>It came in by an address that is the operator's.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>All ordinary places are taken: only health checks are answered.</summary>
    public bool IsReserved { get; init; }
}
