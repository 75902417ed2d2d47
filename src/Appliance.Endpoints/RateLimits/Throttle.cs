using Appliance.Http;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>Holds one thread's clients to the limits, by the address that each of them has.</summary>
internal sealed class Throttle(RateLimits limits, TrustedProxies proxies, Workspace workspace)
{
    // A connection's requests come one after the other, and mostly ask one app: the last answers are kept.
    private App? _lastApp;
    private RateLimiter? _lastAppLimiter;
    private RateLimiter? _lastLimiter;
    private UInt128 _lastClient;
    private ulong _lastHash;

    /// <summary>Whether the client has asked this app too often; the answer then says when to ask again.</summary>
    public bool Refuses(App app, in HttpRequest request, ref HttpAnswer answer) =>
        Refuses(LimiterOf(app), request, ref answer);

    /// <summary>Whether the client, who has just shown a wrong key, has done so too often; the answer then says when to
    /// try again, and is the last on its connection.</summary>
    public bool RefusesWrongKey(in HttpRequest request, ref HttpAnswer answer)
    {
        bool refuses = Refuses(limits.WrongKeys, request, ref answer);
        answer.CloseConnection |= refuses;
        return refuses;
    }

    private bool Refuses(RateLimiter? limiter, in HttpRequest request, ref HttpAnswer answer)
    {
        if (limiter is null)
            return false;
        UInt128 client = proxies.ClientOf(workspace.Caller.Address, request.ForwardedFor);
        int waitSeconds = limiter.Take(HashOf(limiter, client), workspace.MonotonicMilliseconds);
        if (waitSeconds > 0)
            answer.AddRetryAfter(waitSeconds);
        return waitSeconds > 0;
    }

    private RateLimiter? LimiterOf(App app)
    {
        if (app != _lastApp)
            (_lastApp, _lastAppLimiter) = (app, limits.Of(app));
        return _lastAppLimiter;
    }

    private ulong HashOf(RateLimiter limiter, UInt128 client)
    {
        if (limiter != _lastLimiter || client != _lastClient)
            (_lastLimiter, _lastClient, _lastHash) = (limiter, client, limiter.HashOf(client));
        return _lastHash;
    }
}
