using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints;

/// <summary>Holds one thread's clients to the limits, by the address that each of them has.</summary>
internal sealed class RateLimitFilter(RateLimiterSet limits, TrustedProxies proxies, Workspace workspace)
{
    // A connection's requests come one after the other, and mostly ask one app: the last answers are kept.
    private App? _lastApp;
    private RateLimiter? _lastAppLimiter;
    private Bucket _lastBucket;
    private UInt128 _lastClient;
    private ulong _lastHash = limits.HashOf(default, default);

    /// <summary>The client of the request that was counted last, as the connection and the trusted proxies say.
    /// </summary>
    public UInt128 LastClient => _lastClient;

    /// <summary>Whether the client has asked this app too often; the answer then says when to ask again.</summary>
    /// <param name="app">The app.</param>
    /// <param name="bucket">What the request is counted as. Whatever it has to show for that has been checked.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsLimit(App app, Bucket bucket, in HttpRequest request, ref HttpResponse response) =>
        LimiterOf(app) is { } limiter && ExceedsLimit(limiter, bucket, app, request, ref response);

    /// <summary>Whether the client, whose credential has just been refused, has had that too often; the answer then
    /// says when to try again, and is the last on its connection.</summary>
    /// <param name="app">The app that the credential names; null if there is none.</param>
    /// <param name="request">The one with the credential.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsWrongKeyLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        bool exceeds = ExceedsLimit(limits.WrongKeys, Bucket.WrongKey, app, request, ref response);
        response.CloseConnection |= exceeds;
        return exceeds;
    }

    /// <summary>Whether the client has shown so many wrong room codes that its next one is not looked up, right or
    /// wrong: a code is no key, and an answer that told the two apart would answer a guess. The answer then says when
    /// to try again, and is the last on its connection. Nothing is taken from the client's bucket.</summary>
    /// <param name="app">The app that the request names; null if it names none.</param>
    /// <param name="request">The one with the code.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsCodeLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        if (limits.WrongCodes is not { } limiter)
            return false;
        int waitSeconds = limiter.Peek(HashOf(Bucket.WrongCode, request), workspace.MonotonicMilliseconds);
        if (waitSeconds == 0)
            return false;
        Reject(waitSeconds, Bucket.WrongCode, app, ref response);
        response.CloseConnection = true;
        limits.CodeAlarmOf(app)?.Count(isRateLimited: true, workspace.MonotonicMilliseconds);
        return true;
    }

    /// <summary>Takes the wrong code that the client has just shown from its bucket. It refuses only where other
    /// threads have emptied the bucket since <see cref="ExceedsCodeLimit"/>.</summary>
    public bool ExceedsWrongCodeLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        limits.CodeAlarmOf(app)?.Count(isRateLimited: false, workspace.MonotonicMilliseconds);
        bool exceeds = limits.WrongCodes is { } limiter
            && ExceedsLimit(limiter, Bucket.WrongCode, app, request, ref response);
        response.CloseConnection |= exceeds;
        return exceeds;
    }

    private bool ExceedsLimit(
        RateLimiter limiter, Bucket bucket, App? app, in HttpRequest request, ref HttpResponse response)
    {
        int waitSeconds = limiter.Take(HashOf(bucket, request), workspace.MonotonicMilliseconds);
        if (waitSeconds == 0)
            return false;
        Reject(waitSeconds, bucket, app, ref response);
        return true;
    }

    private void Reject(int waitSeconds, Bucket bucket, App? app, ref HttpResponse response)
    {
        response.AddRetryAfter(waitSeconds);
        workspace.Log?.RateLimited(
            Buckets.NameOf(bucket), _lastClient, app?.Name, Route.PatternOf(workspace.Route));
    }

    private RateLimiter? LimiterOf(App app)
    {
        if (app != _lastApp)
            (_lastApp, _lastAppLimiter) = (app, limits.Of(app));
        return _lastAppLimiter;
    }

    private ulong HashOf(Bucket bucket, in HttpRequest request)
    {
        UInt128 client = proxies.ClientOf(workspace.Caller.Address, request.ForwardedFor);
        if (bucket != _lastBucket || client != _lastClient)
            (_lastBucket, _lastClient, _lastHash) = (bucket, client, limits.HashOf(bucket, client));
        return _lastHash;
    }
}
