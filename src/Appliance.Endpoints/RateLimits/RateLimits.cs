using System.Buffers.Binary;
using Appliance.Policy;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// What all clients have used of a policy's limits: made once, shared by all threads, and left as it is when tenants
/// get new keys.
/// </summary>
public sealed class RateLimits
{
    private const int SeedBytes = 16;

    /// <summary>Nobody mistypes a key that often.</summary>
    private static readonly RateLimit WrongKeysLimit = new(PerSecond: 10, Burst: 50);

    private readonly Dictionary<App, RateLimiter> _ofApps = [];

    /// <param name="policy">The policy.</param>
    /// <param name="fill">Decides which clients share a place in the tables.</param>
    public RateLimits(CompiledPolicy policy, RandomFiller fill)
    {
        Span<byte> random = stackalloc byte[SeedBytes];
        fill(random);
        UInt128 seed = BinaryPrimitives.ReadUInt128LittleEndian(random);
        foreach (App app in policy.Apps)
        {
            if (app.RateLimit is { } limit)
                _ofApps.Add(app, new(limit, seed));
            if (app.Api is TokenApi.EnableX or TokenApi.Hms100)
                WrongKeys ??= new(WrongKeysLimit, seed);
        }
    }

    /// <summary>Wrong keys, whatever app they were shown for; null if no app has one to show.</summary>
    internal RateLimiter? WrongKeys { get; }

    /// <summary>Requests to an app; null if they are not limited.</summary>
    internal RateLimiter? Of(App app) => _ofApps.TryGetValue(app, out RateLimiter? limiter) ? limiter : null;
}
