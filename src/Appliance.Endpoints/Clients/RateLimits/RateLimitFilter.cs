using Appliance.Endpoints.Clients.Proxies;
using Appliance.Endpoints.Responding;
using Appliance.Http;
using Appliance.PolicyModel;

namespace Appliance.Endpoints.Clients.RateLimits;

/// <summary>Applies the rate limits to one thread's requests, per client address.</summary>
internal sealed class RateLimitFilter(
    RateLimiterSet limits, TrustedProxies proxies, Turn turn, CurrentRequest current, IServiceLog? log)
{
    // Caches the last limiter and hash: successive requests of a connection usually name the same app.
    private App? _lastApp;
    private RateLimiter? _lastAppLimiter;
    private Bucket _lastBucket;
    private UInt128 _lastClient;
    private ulong _lastHash = limits.HashOf(default, default);

    /// <summary>The client of the request counted last, as determined by the connection and the trusted
    /// proxies.</summary>
    public UInt128 LastClient => _lastClient;

    /// <summary>Counts a request to the app. If the client exceeded the limit, adds Retry-After and returns
    /// true.</summary>
    /// <param name="app">The app.</param>
    /// <param name="bucket">The request's bucket; the credential it requires has already been checked.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsLimit(App app, Bucket bucket, in HttpRequest request, ref HttpResponse response) =>
        LimiterOf(app) is { } limiter && ExceedsLimit(limiter, bucket, app, request, ref response);

    /// <summary>Counts a rejected credential. If the client exceeded the limit of wrong keys, adds Retry-After, closes
    /// the connection after the response and returns true.</summary>
    /// <param name="app">The app that the credential names; null if it names none.</param>
    /// <param name="request">The request with the credential.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsWrongKeyLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        bool exceeds = ExceedsLimit(limits.WrongKeys, Bucket.WrongKey, app, request, ref response);
        response.CloseConnection |= exceeds;
        return exceeds;
    }

    /// <summary>Whether the client presented so many wrong room codes that its next code is rejected before the lookup.
    /// Correct codes are rejected too: a response that told them apart would confirm a guess. Adds Retry-After, closes
    /// the connection after the response and takes nothing from the client's bucket.</summary>
    /// <param name="app">The app that the request names; null if it names none.</param>
    /// <param name="request">The request with the code.</param>
    /// <param name="response">Gets Retry-After.</param>
    public bool ExceedsCodeLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        if (limits.WrongCodes is not { } limiter)
            return false;
        int waitSeconds = limiter.Peek(HashOf(Bucket.WrongCode, request), turn.MonotonicMilliseconds);
        if (waitSeconds == 0)
            return false;
        Reject(waitSeconds, Bucket.WrongCode, app, ref response);
        response.CloseConnection = true;
        limits.CodeAlarmOf(app)?.Count(isRateLimited: true, turn.MonotonicMilliseconds);
        return true;
    }

    /// <summary>Counts a wrong code. Returns true only if other threads emptied the client's bucket after
    /// <see cref="ExceedsCodeLimit"/>.</summary>
    public bool ExceedsWrongCodeLimit(App? app, in HttpRequest request, ref HttpResponse response)
    {
        limits.CodeAlarmOf(app)?.Count(isRateLimited: false, turn.MonotonicMilliseconds);
        bool exceeds = limits.WrongCodes is { } limiter
            && ExceedsLimit(limiter, Bucket.WrongCode, app, request, ref response);
        response.CloseConnection |= exceeds;
        return exceeds;
    }

    private bool ExceedsLimit(
        RateLimiter limiter, Bucket bucket, App? app, in HttpRequest request, ref HttpResponse response)
    {
        int waitSeconds = limiter.Take(HashOf(bucket, request), turn.MonotonicMilliseconds);
        if (waitSeconds == 0)
            return false;
        Reject(waitSeconds, bucket, app, ref response);
        return true;
    }

    private void Reject(int waitSeconds, Bucket bucket, App? app, ref HttpResponse response)
    {
        response.AddRetryAfter(waitSeconds);
        log?.RateLimited(Buckets.NameOf(bucket), _lastClient, app?.Name, current.RoutePattern);
    }

    private RateLimiter? LimiterOf(App app)
    {
        if (app != _lastApp)
            (_lastApp, _lastAppLimiter) = (app, limits.Of(app));
        return _lastAppLimiter;
    }

    private ulong HashOf(Bucket bucket, in HttpRequest request)
    {
        UInt128 client = proxies.ClientOf(current.Caller.Address, request.ForwardedFor);
        if (bucket != _lastBucket || client != _lastClient)
            (_lastBucket, _lastClient, _lastHash) = (bucket, client, limits.HashOf(bucket, client));
        return _lastHash;
    }
}
