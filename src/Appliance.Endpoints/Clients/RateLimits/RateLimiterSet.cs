using System.Buffers.Binary;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints.Clients.RateLimits;

/// <summary>
/// The rate limiters of a policy: created once, shared by all threads, and kept when a reload replaces the tenants'
/// keys.
/// </summary>
public sealed class RateLimiterSet
{
    private const int SeedBytes = 16;

    /// <summary>Far above the rate of typing mistakes.</summary>
    internal static readonly RateLimit WrongKeysLimit = new(PerSecond: 10, Burst: 50);

    /// <summary>The burst allows a class behind one address to mistype its codes at once. An attacker is bounded by the
    /// rate: see the arithmetic in docs/security.md.</summary>
    internal static readonly RateLimit WrongCodesLimit = new(PerSecond: 1, Burst: 50);

    /// <summary>One seed per kind of bucket: an app's kinds share its table, so a client's hashes must be independent.
    /// </summary>
    private readonly UInt128[] _seeds = new UInt128[Buckets.Count];

    private readonly Dictionary<App, RateLimiter> _ofApps = [];
    private readonly Dictionary<App, RoomCodeAlarm> _codeAlarms = [];
    private readonly RoomCodeAlarm? _codeAlarm;

    /// <param name="policy">The policy.</param>
    /// <param name="vendorOf">Returns the API of an app.</param>
    /// <param name="fill">Draws the seeds, which determine the clients that share a set.</param>
    /// <param name="log">Receives warnings about guessed room codes, from any thread: at most one a minute for each
    /// app, and one a minute for guesses that name no app. Null to discard them.</param>
    public RateLimiterSet(
        CompiledPolicy policy, Func<App, VendorApi?> vendorOf, RandomFiller fill, IServiceLog? log = null)
    {
        Span<byte> random = stackalloc byte[SeedBytes];
        for (int bucket = 0; bucket < _seeds.Length; bucket++)
        {
            fill(random);
            _seeds[bucket] = BinaryPrimitives.ReadUInt128LittleEndian(random);
        }
        foreach (App app in policy.Apps)
        {
            if (app.RateLimit is { } limit)
                _ofApps.Add(app, new(limit));
            if (vendorOf(app) is not { HasRoomCodes: true })
                continue;
            WrongCodes ??= new(WrongCodesLimit);
            if (log is null)
                continue;
            _codeAlarm ??= new(app: null, log);
            _codeAlarms.Add(app, new(app.Name, log));
        }
    }

    /// <summary>Rejected credentials, for any app.</summary>
    internal RateLimiter WrongKeys { get; } = new(WrongKeysLimit);

    /// <summary>Wrong room codes, for any app; null if no app has codes.</summary>
    internal RateLimiter? WrongCodes { get; }

    /// <summary>The hash of a client's bucket of this kind.</summary>
    internal ulong HashOf(Bucket bucket, UInt128 address) => RateLimiter.HashOf(_seeds[(int)bucket], address);

    /// <summary>The counter of room code guesses; null if there is no log.</summary>
    /// <param name="app">The app that the request names; null if it names none.</param>
    internal RoomCodeAlarm? CodeAlarmOf(App? app) =>
        app is not null && _codeAlarms.TryGetValue(app, out RoomCodeAlarm? alarm) ? alarm : _codeAlarm;

    /// <summary>The limiter of requests to an app; null if they are unlimited.</summary>
    internal RateLimiter? Of(App app) => _ofApps.TryGetValue(app, out RateLimiter? limiter) ? limiter : null;
}
