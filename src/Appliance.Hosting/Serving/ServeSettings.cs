using System.Net;
using Appliance.Endpoints;
using Appliance.Endpoints.Clients.Proxies;
using Appliance.Http;
using Appliance.Listening;
using Appliance.Storage;

namespace Appliance.Hosting.Serving;

/// <summary>The settings of <c>serve</c>. A new instance has the defaults.</summary>
public sealed record ServeSettings
{
    /// <summary>A number without a limit, outside of the range of every setting.</summary>
    public const int Unlimited = int.MaxValue;

    private const int DefaultPort = 8080;

    public ListenAddress[] Addresses { get; init; } =
        [new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, DefaultPort))];

    /// <summary>Addresses that serve only health checks; ordinary addresses serve them too.</summary>
    public ListenAddress[] AdminAddresses { get; init; } = [];

    /// <summary>Proxies whose X-Forwarded-For is trusted.</summary>
    public TrustedProxy[] Proxies { get; init; } = [];

    /// <summary>Where run-time rooms and used tokens are stored; may contain a password.</summary>
    public StorageValues Storage { get; init; } = StorageValues.Empty;

    /// <summary>How long policy rooms issue tokens while shared storage is unreachable; may be
    /// <see cref="Unlimited"/>.</summary>
    public int StaleSeconds { get; init; } = 60;

    /// <summary>See <see cref="ApiServices.MetadataBytesMax"/>.</summary>
    public int MetadataBytesMax { get; init; } = ApiServices.MetadataBytesMaxDefault;

    /// <summary>The memory limit of the process, bytes; null if unlimited.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The limit of open file descriptors; null if unlimited.</summary>
    public int? DescriptorsMax { get; init; }

    public ListenerSettings Listener { get; init; } = new();

    public HttpLimits Http { get; init; } = ApiHandler.Limits;

    /// <summary>The surface of an address.</summary>
    /// <param name="addressIndex">The index in the ordinary addresses followed by the admin addresses.</param>
    public Surface SurfaceOf(int addressIndex) =>
        AdminAddresses.Length == 0 ? Surface.Any
        : addressIndex < Addresses.Length ? Surface.Public
        : Surface.Admin;
}
