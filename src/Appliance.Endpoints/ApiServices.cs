using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>What the endpoints of all threads share.</summary>
public sealed class ApiServices
{
    /// <summary>The apps with their keys.</summary>
    public required TenantsSource Tenants { get; init; }

    /// <summary>What clients have used.</summary>
    public required RateLimiterSet RateLimits { get; init; }

    /// <summary>Whose X-Forwarded-For is believed.</summary>
    public TrustedProxies Proxies { get; init; } = TrustedProxies.None;

    /// <summary>The rooms of all apps.</summary>
    public required RoomDirectory Rooms { get; init; }

    /// <summary>Which tokens were used.</summary>
    public required ILedger Ledger
    {
        get;
        init
        {
            field = value;
            TokenIdMarks = new(value);
        }
    }

    /// <summary>Hears what the operator has to know; null for nobody.</summary>
    public IServiceLog? Log { get; init; }

    /// <summary>Whether the ledger has seen a later time than now, so that tokens may be refused that have not expired.
    /// </summary>
    /// <param name="nowSeconds">Unix seconds.</param>
    public bool IsClockBehind(long nowSeconds) => HealthEndpoint.IsClockBehind(Ledger, nowSeconds);

    /// <summary>How long a LiveKit participant's metadata, attributes and room configuration may be, each, in bytes as
    /// they are sent.</summary>
    public int MetadataBytesMax { get; init; } = MetadataBytesMaxDefault;

    public const int MetadataBytesMaxDefault = 16 * 1024;

    /// <summary>Knows the tokens of this process while the ledger is young.</summary>
    internal TokenIdMarks TokenIdMarks { get; private init; } = null!;
}
