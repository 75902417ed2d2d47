using Appliance.Endpoints.Clients;
using Appliance.Endpoints.Clients.Proxies;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Issuance;
using Appliance.Endpoints.Vendors;
using Appliance.Rooms;
using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>Services shared by the endpoints of all threads.</summary>
public sealed class ApiServices
{
    /// <summary>Tolerates the small steps of clock synchronization.</summary>
    private const long ClockSecondsMax = 5;

    public required TenantsSource Tenants { get; init; }

    /// <summary>The vendors' APIs that are served.</summary>
    public required IReadOnlyList<Vendor> Vendors
    {
        get;
        init
        {
            field = value;
            CredentialSentences = new(value);
        }
    }

    /// <summary>The rate limiters of all apps and clients.</summary>
    public required RateLimiterSet RateLimits { get; init; }

    /// <summary>The proxies whose X-Forwarded-For is trusted.</summary>
    public TrustedProxies Proxies { get; init; } = TrustedProxies.None;

    /// <summary>The rooms of all apps.</summary>
    public required RoomDirectory Rooms { get; init; }

    /// <summary>The ledger of used tokens.</summary>
    public required ILedger Ledger
    {
        get;
        init
        {
            field = value;
            TokenIdMarks = new(value);
        }
    }

    /// <summary>Receives events for the operator; null to discard them.</summary>
    public IServiceLog? Log { get; init; }

    /// <summary>Whether the ledger has seen a later time than now, so that unexpired tokens may be rejected.</summary>
    /// <param name="nowSeconds">Unix seconds.</param>
    public bool IsClockBehind(long nowSeconds) =>
        Ledger.RejectsUntilSeconds > nowSeconds + ClockSecondsMax;

    /// <summary>The maximum size of a participant's metadata, of the attributes and of the room configuration,
    /// each, in bytes as sent.</summary>
    public int MetadataBytesMax { get; init; } = MetadataBytesMaxDefault;

    public const int MetadataBytesMaxDefault = 16 * 1024;

    /// <summary>Of the <see cref="Vendors"/>.</summary>
    internal CredentialSentences CredentialSentences { get; private init; } = null!;

    /// <summary>Recognizes tokens of this process while the ledger is young.</summary>
    internal TokenIdMarks TokenIdMarks { get; private init; } = null!;
}
