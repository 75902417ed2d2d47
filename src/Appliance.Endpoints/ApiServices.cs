using Appliance.Storage;

namespace Appliance.Endpoints;

/// <summary>What the endpoints of all threads share.</summary>
public sealed class ApiServices
{
    /// <summary>The apps with their keys.</summary>
    public required TenantsSource Tenants { get; init; }

    /// <summary>What clients have used.</summary>
    public required RateLimits RateLimits { get; init; }

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
            FirstTokens = new(value);
        }
    }

    /// <summary>Those for one use of the first time after the start.</summary>
    internal FirstTokens FirstTokens { get; private init; } = null!;
}
