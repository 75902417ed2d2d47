namespace Appliance.Endpoints;

/// <summary>The client of a connection, as known from the connection itself.</summary>
public readonly struct Caller
{
    /// <summary>The TCP peer's address as IPv6 bits, IPv4 as ::ffff:a.b.c.d; 0 over a Unix socket.</summary>
    public UInt128 Address { get; init; }

    /// <summary>Which routes the local address of the connection serves.</summary>
    public Surface Surface { get; init; }

    /// <summary>Whether the listening address serves routes of this surface.</summary>
    internal bool Reaches(Surface surface) =>
        surface == Surface.Any || Surface == Surface.Any || Surface == surface;

    /// <summary>The connection uses a slot reserved for health checks, because all ordinary slots are in use.</summary>
    public bool IsReserved { get; init; }
}

/// <summary>The purpose of a listening address, or the addresses that serve a route.</summary>
public enum Surface : byte
{
    /// <summary>An address that serves all routes, or a route that all addresses serve.</summary>
    Any,
    /// <summary>Clients and back ends.</summary>
    Public,
    /// <summary>The operator.</summary>
    Admin,
}
