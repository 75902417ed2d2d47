using Appliance.Http;
using Appliance.Policy;

namespace Appliance.Endpoints;

/// <summary>Holds one thread's clients to the limits, by the address that each of them has.</summary>
internal sealed class Throttle(RateLimits limits, TrustedProxies proxies, Workspace workspace)
{
    /// <summary>Whether the client has asked this app too often; the answer then says when to ask again.</summary>
    public bool Refuses(App app, in HttpRequest request, ref HttpAnswer answer) =>
        Refuses(limits.Of(app), request, ref answer);

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
        int waitSeconds = limiter.Take(client, workspace.MonotonicMilliseconds);
        if (waitSeconds > 0)
            answer.AddRetryAfter(waitSeconds);
        return waitSeconds > 0;
    }
}
