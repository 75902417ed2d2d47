namespace Appliance.Endpoints;

/// <summary>Who is at the other end of a connection, as far as the connection itself tells.</summary>
public readonly struct Caller
{
    /// <summary>The peer's address as the bits of an IPv6 one, IPv4 as ::ffff:a.b.c.d; 0 over a Unix socket.</summary>
    public UInt128 Address { get; init; }

    /// <summary>What is there by the address that it came in by.</summary>
    public Surface Surface { get; init; }

    /// <summary>All ordinary places are taken: only health checks are answered.</summary>
    public bool IsReserved { get; init; }
}

/// <summary>What an address of ours is for, or by which of them a route is there.</summary>
public enum Surface : byte
{
    /// <summary>Everything, or by every address.</summary>
    Any,
    /// <summary>Clients and back ends.</summary>
    Public,
    /// <summary>The operator.</summary>
    Admin,
}
