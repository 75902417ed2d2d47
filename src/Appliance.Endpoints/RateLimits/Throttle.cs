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

    /// <summary>Whether the client has shown so many wrong room codes that its next one is not looked up, right or
    /// wrong: a code is no key, and an answer that told the two apart would answer a guess. The answer then says when
    /// to try again, and is the last on its connection. Nothing is taken from the client's bucket.</summary>
    /// <param name="app">The app that the request names; null if it names none.</param>
    /// <param name="request">The one with the code.</param>
    /// <param name="answer">Gets Retry-After.</param>
    public bool RefusesCodes(App? app, in HttpRequest request, ref HttpAnswer answer)
    {
        if (limits.WrongCodes is not { } limiter)
            return false;
        bool refuses = Refuses(limiter.Peek(HashOf(limiter, request), workspace.MonotonicMilliseconds), ref answer);
        answer.CloseConnection |= refuses;
        if (refuses)
            limits.CodeAlarmOf(app)?.Count(isHeldBack: true, workspace.MonotonicMilliseconds);
        return refuses;
    }

    /// <summary>Takes the wrong code that the client has just shown from its bucket. It refuses only where other
    /// threads have emptied the bucket since <see cref="RefusesCodes"/>.</summary>
    public bool RefusesWrongCode(App? app, in HttpRequest request, ref HttpAnswer answer)
    {
        limits.CodeAlarmOf(app)?.Count(isHeldBack: false, workspace.MonotonicMilliseconds);
        bool refuses = Refuses(limits.WrongCodes, request, ref answer);
        answer.CloseConnection |= refuses;
        return refuses;
    }

    private bool Refuses(RateLimiter? limiter, in HttpRequest request, ref HttpAnswer answer) => limiter is not null
        && Refuses(limiter.Take(HashOf(limiter, request), workspace.MonotonicMilliseconds), ref answer);

    private static bool Refuses(int waitSeconds, ref HttpAnswer answer)
    {
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

    private ulong HashOf(RateLimiter limiter, in HttpRequest request)
    {
        UInt128 client = proxies.ClientOf(workspace.Caller.Address, request.ForwardedFor);
        if (limiter != _lastLimiter || client != _lastClient)
            (_lastLimiter, _lastClient, _lastHash) = (limiter, client, limiter.HashOf(client));
        return _lastHash;
    }
}
