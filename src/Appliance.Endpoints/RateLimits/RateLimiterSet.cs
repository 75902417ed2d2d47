using System.Buffers.Binary;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Endpoints;

/// <summary>
/// What all clients have used of a policy's limits: made once, shared by all threads, and left as it is when tenants
/// get new keys.
/// </summary>
public sealed class RateLimiterSet
{
    private const int SeedBytes = 16;

    /// <summary>Nobody mistypes a key that often.</summary>
    internal static readonly RateLimit WrongKeysLimit = new(PerSecond: 10, Burst: 50);

    /// <summary>A class behind one address may mistype its codes all at once. What an attacker gets is the rate: see
    /// the arithmetic in docs/security.md.</summary>
    internal static readonly RateLimit WrongCodesLimit = new(PerSecond: 1, Burst: 50);

    /// <summary>One for each kind of bucket: an app's kinds share its table, and a client's hashes in it have nothing
    /// to do with each other.</summary>
    private readonly UInt128[] _seeds = new UInt128[Buckets.Count];

    private readonly Dictionary<App, RateLimiter> _ofApps = [];
    private readonly Dictionary<App, RoomCodeAlarm> _codeAlarms = [];
    private readonly RoomCodeAlarm? _codeAlarm;

    /// <param name="policy">The policy.</param>
    /// <param name="fill">Decides which clients share a place in the tables.</param>
    /// <param name="log">Hears when somebody guesses room codes, from any thread: at most once a minute for each app,
    /// and once a minute for the guesses that name no app. Null for nobody.</param>
    public RateLimiterSet(CompiledPolicy policy, RandomFiller fill, IServiceLog? log = null)
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
            if (app.Api != TokenApi.Hms100)
                continue;
            WrongCodes ??= new(WrongCodesLimit);
            if (log is null)
                continue;
            _codeAlarm ??= new(app: null, log);
            _codeAlarms.Add(app, new(app.Name, log));
        }
    }

    /// <summary>Refused credentials, whatever app they were shown for.</summary>
    internal RateLimiter WrongKeys { get; } = new(WrongKeysLimit);

    /// <summary>Wrong room codes, whatever app they were shown for; null if no app has codes.</summary>
    internal RateLimiter? WrongCodes { get; }

    /// <summary>What a limiter knows a client's bucket of this kind by.</summary>
    internal ulong HashOf(Bucket bucket, UInt128 address) => RateLimiter.HashOf(_seeds[(int)bucket], address);

    /// <summary>What counts the guesses of an app's room codes; null if nobody is told of them.</summary>
    /// <param name="app">The app that the request names; null if it names none.</param>
    internal RoomCodeAlarm? CodeAlarmOf(App? app) =>
        app is not null && _codeAlarms.TryGetValue(app, out RoomCodeAlarm? alarm) ? alarm : _codeAlarm;

    /// <summary>Requests to an app; null if they are not limited.</summary>
    internal RateLimiter? Of(App app) => _ofApps.TryGetValue(app, out RateLimiter? limiter) ? limiter : null;
}
