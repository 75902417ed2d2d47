using Appliance.Endpoints;
using Appliance.Endpoints.Clients.RateLimits;
using Appliance.Endpoints.Vendors;
using Appliance.Http;
using Appliance.PolicyModel;
using Appliance.TestHost;
using Appliance.Tokens;

namespace Appliance.Fuzz;

/// <summary>A policy with its keys, a clock value and HTTP limits: the server that a connection is made to.</summary>
internal sealed class ServerSetup
{
    /// <summary>API key that an app's back end presents.</summary>
    public const string ApiKey = TestCredentials.ApiKey;

    /// <summary>
    /// 11:50 on 1 June 2030: ten minutes before the scheduled rooms of the test policy begin, and between those of the
    /// repository's policy.
    /// </summary>
    private const long BeforeLesson = 1_906_545_000;

    private const long AfterLesson = BeforeLesson + 7200;

    /// <summary>10:30 on 1 January 2040, halfway through the room "new-year" of the repository's policy.</summary>
    private const long InNewYear = 2_209_026_600;

    /// <summary>Small enough for the fuzzer to reach each limit.</summary>
    private static readonly HttpLimits SmallLimits = new()
    {
        RequestLineBytesMax = 80,
        HeaderSectionBytesMax = 256,
        HeaderFieldsMax = 6,
        BodyBytesMax = 256,
        ChunkHeaderBytesMax = 24,
        ChunkFramingBytesMax = 64,
        TrailerBytesMax = 48,
    };

    /// <summary>After this time all rate limits are full again.</summary>
    private const long RateLimitResetMilliseconds = 2 * 3600 * 1000;

    private readonly TokenVerifier[] _verifiers;
    private long _monotonicMilliseconds;

    private ServerSetup(CompiledPolicy policy, long nowSeconds, HttpLimits limits)
    {
        Policy = policy;
        Tenants = TestCredentials.Open(policy);
        RateLimits = new(policy, VendorApis.Of, seed => seed.Clear());
        _verifiers = [.. policy.Apps.Select(app => new TokenVerifier(app, TestCredentials.KeyOf(app)))];
        NowSeconds = nowSeconds;
        Limits = limits;
    }

    /// <summary>All setups; the first has the policy and limits of the published binary.</summary>
    public static IReadOnlyList<ServerSetup> All { get; } =
    [
        new(Appliance.Policies.Current, BeforeLesson, ApiHandler.Limits),
        new(Appliance.Policies.Current, InNewYear, ApiHandler.Limits),
        new(Policies.Current, BeforeLesson, ApiHandler.Limits),
        new(Policies.Current, AfterLesson, SmallLimits),
    ];

    public Tenants Tenants { get; }

    public CompiledPolicy Policy { get; }

    /// <summary>Shared by all conversations: a new table for each would dominate the run time.</summary>
    public RateLimiterSet RateLimits { get; }

    public long NowSeconds { get; }

    public HttpLimits Limits { get; }

    /// <summary>Start time of the next conversation, so late that no rate limit counts the previous one.</summary>
    public long NextMonotonicMilliseconds() => _monotonicMilliseconds += RateLimitResetMilliseconds;

    /// <summary>Number of apps for which the token is currently valid.</summary>
    /// <param name="token">ASCII.</param>
    /// <param name="payload">Receives the claims, <see cref="TokenLimits.PayloadBytesMax"/> bytes.</param>
    /// <param name="payloadLength">Length of the claims; 0 if the token is valid for no app.</param>
    public int CountIssuers(ReadOnlySpan<byte> token, Span<byte> payload, out int payloadLength)
    {
        int issuers = 0;
        payloadLength = 0;
        foreach (TokenVerifier verifier in _verifiers)
        {
            if (verifier.Verify(token, NowSeconds, leewaySeconds: 0, payload, out int length) != TokenVerdict.Valid)
                continue;
            issuers++;
            payloadLength = length;
        }
        return issuers;
    }
}
