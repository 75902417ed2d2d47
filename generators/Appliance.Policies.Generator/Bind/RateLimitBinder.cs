using Appliance.Json;
using Appliance.Policy.Generator.Emit;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>How often a client may ask.</summary>
internal static class RateLimitBinder
{
    private static readonly string[] Members = ["perSecond", "burst"];

    /// <summary>The limit; null if there is none or it was reported.</summary>
    public static RateLimit? Bind(ObjectBinder app)
    {
        if (app.Find("rateLimit") is not { } member)
            return null;
        var limit = new ObjectBinder(member.Value, member.NameToken, "a rate limit", Members, app.Problems);
        JsonNode? rate = limit.Need("perSecond", JsonTokenKind.Number);
        JsonNode? most = limit.Find("burst", JsonTokenKind.Number);
        int? perSecond = Read(limit, rate, "a number of requests a second", RateLimit.PerSecondMax);
        int? burst = Read(limit, most, "a number of requests at once", RateLimit.BurstMax) ?? perSecond;
        if (perSecond is null || burst is null)
            return null;
        int refilled = perSecond.Value * RateLimit.RefillSecondsMax;
        if (burst > refilled)
            Report(limit, most!, "what is made up for within an hour", refilled);
        return new(perSecond.Value, burst.Value);
    }

    /// <summary>A whole number from 1 on; null if it is absent or was reported.</summary>
    private static int? Read(ObjectBinder limit, JsonNode? node, string what, int most)
    {
        if (node is null)
            return null;
        int number = 0;
        // As it is written: 1.0 and 1e3 are whole too, and nobody writes them on purpose.
        foreach (char c in node.Text)
            number = c is >= '0' and <= '9' && number <= most ? number * 10 + (c - '0') : int.MaxValue;
        if (number >= 1 && number <= most)
            return number;
        Report(limit, node, what, most);
        return null;
    }

    private static void Report(ObjectBinder limit, JsonNode node, string what, int most) =>
        limit.Problems.Report(PolicyProblems.BadRate, node.Token, node.Text, what, Literals.Number(most));
}
