using Appliance.Endpoints;
using Appliance.Endpoints.Clients.Proxies;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.Rooms;
using Appliance.Storage;
using Appliance.Storage.Memory;
using Appliance.Tokens;

namespace Appliance.TestHost;

/// <summary>Composes the services of an appliance without sockets. Everything that is not set has a default: test
/// credentials, empty storage in memory, no trusted proxy, no log. The caller of the handler is the clock.</summary>
public sealed class HostBuilder
{
    public required CompiledPolicy Policy { get; init; }

    public IReadOnlyList<Vendor> Vendors { get; init; } = VendorApis.All;

    /// <summary>By default those of <see cref="TestCredentials"/>.</summary>
    public Tenants? Tenants { get; init; }

    /// <summary>The source of token ids and of the seed of the rate limiters.</summary>
    public RandomFiller Random { get; init; } = System.Random.Shared.NextBytes;

    /// <summary>The state of the rate limits; new by default.</summary>
    public RateLimiterSet? RateLimits { get; init; }

    public TrustedProxies Proxies { get; init; } = TrustedProxies.None;

    /// <summary>The directory of another host, to act as a second thread of the same appliance.</summary>
    public RoomDirectory? Rooms { get; init; }

    /// <summary>Storage of a new directory; not used if <see cref="Rooms"/> is set.</summary>
    public IRoomStore? RoomStore { get; init; }

    /// <summary>By default a ledger that is complete since 1970.</summary>
    public ILedger? Ledger { get; init; }

    public IServiceLog? Log { get; init; }

    public HttpLimits Limits { get; init; } = ApiHandler.Limits;

    public ApiServices BuildServices() => new()
    {
        Vendors = Vendors,
        Tenants = new(Tenants ?? TestCredentials.Open(Policy)),
        RateLimits = RateLimits ?? new(Policy, VendorApis.Of, Random),
        Proxies = Proxies,
        Rooms = Rooms ?? new(Policy, RoomStore ?? new MemoryRoomStore()),
        Ledger = Ledger ?? new MemoryLedger(nowSeconds: 0),
        Log = Log,
    };

    /// <param name="services">The services of all threads; new if null.</param>
    /// <param name="wake">Returns a delegate that wakes the current connection, for deferred responses.</param>
    public ApiHandler BuildHandler(ApiServices? services = null, Func<Action>? wake = null) =>
        new(services ?? BuildServices(), new TokenIds(Random), Limits, wake);
}
