using System.Net;
using Appliance.Endpoints;
using Appliance.Http;
using Appliance.Listening;

namespace Appliance.Settings;

/// <summary>What <c>serve</c> runs with. As constructed, it is the defaults.</summary>
internal sealed record ServeSettings
{
    private const int DefaultPort = 8080;

    public ListenAddress[] Addresses { get; init; } =
        [new ListenAddress.Tcp(new IPEndPoint(IPAddress.Loopback, DefaultPort))];

    /// <summary>Addresses that answer health checks alone, as the ordinary ones do too.</summary>
    public ListenAddress[] AdminAddresses { get; init; } = [];

    /// <summary>Whose X-Forwarded-For is believed.</summary>
    public TrustedProxy[] Proxies { get; init; } = [];

    /// <summary>Where SQLite keeps rooms and used tokens.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether a directory without a database is refused.</summary>
    public bool DataMustExist { get; init; }

    /// <summary>The Redis that keeps them, perhaps with its password.</summary>
    public string? Redis { get; init; }

    /// <summary>For how long the policy's rooms issue tokens while storage is cut off;
    /// <see cref="NumberSetting.Unlimited"/> for as long as it may be.</summary>
    public int StaleSeconds { get; init; } = 60;

    /// <summary>Whether a Redis that may forget is refused.</summary>
    public bool RedisStrict { get; init; }

    /// <summary>See <see cref="ApiServices.MetadataBytesMax"/>.</summary>
    public int MetadataBytesMax { get; init; } = ApiServices.MetadataBytesMaxDefault;

    /// <summary>What the process may use at most, bytes; null if nothing limits it.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>File descriptors that the process may have open; null if nothing limits them.</summary>
    public int? DescriptorsMax { get; init; }

    public ListenerSettings Listener { get; init; } = new();

    public HttpLimits Http { get; init; } = ApiHandler.Limits;

    /// <summary>What an address is for.</summary>
    /// <param name="addressIndex">Its place among the ordinary ones, followed by the admin ones.</param>
    public Surface SurfaceOf(int addressIndex) =>
        AdminAddresses.Length == 0 ? Surface.Any
        : addressIndex < Addresses.Length ? Surface.Public
        : Surface.Admin;
}
