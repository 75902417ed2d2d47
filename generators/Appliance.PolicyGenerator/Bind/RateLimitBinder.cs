using Appliance.Json;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds the rate limit of a client.</summary>
internal static class RateLimitBinder
{
    private static readonly string[] Members = ["perSecond", "burst"];

    /// <summary>The limit; null if it is absent or was reported.</summary>
    public static RateLimit? Bind(ObjectBinder app)
    {
        if (app.FindObject("rateLimit", "a rate limit", Members) is not { } limit)
            return null;
        JsonNode? rate = limit.Require("perSecond", JsonTokenKind.Number);
        JsonNode? burstNode = limit.Find("burst", JsonTokenKind.Number);
        int? perSecond = Numbers.Read(
            rate, "a number of requests per second", min: 1, RateLimit.PerSecondMax, app.Diagnostics);
        int? burst = Numbers.Read(
            burstNode, "a number of requests at once", min: 1, RateLimit.BurstMax, app.Diagnostics) ?? perSecond;
        if (perSecond is null || burst is null)
            return null;
        int refillMax = perSecond.Value * RateLimit.RefillSecondsMax;
        if (burst > refillMax)
            Numbers.Report(burstNode!, "a burst refilled within an hour", min: 1, refillMax, app.Diagnostics);
        return new(perSecond.Value, burst.Value);
    }
}
