namespace Appliance.Storage.Redis;

/// <summary>
/// Durability risks: settings with which Redis can lose acknowledged writes, and settings that could not be checked.
/// Each is one sentence with the remedy. All of them fail <c>redis-strict</c>: a used token whose entry is lost is
/// accepted again.
/// </summary>
internal static class RedisRisks
{
    /// <summary>Empty if all settings were checked and are durable.</summary>
    public static IReadOnlyList<string> Of(RedisServerFacts facts)
    {
        List<string> risks = [];
        Add(OfRunId(facts));
        Add(OfAppendOnlyFile(facts));
        if (facts.AofEnabled != false)
        {
            Add(OfFsync(facts));
            Add(OfFsyncOnRewrite(facts));
        }
        Add(OfEviction(facts));
        return risks;

        void Add(string? risk)
        {
            if (risk is not null)
                risks.Add(risk);
        }
    }

    private static string? OfRunId(RedisServerFacts facts) => facts.RunId is not null ? null
        : "not checked: run_id, so a restart is not noticed. Allow the user INFO (ACL SETUSER ... +info)";

    private static string? OfAppendOnlyFile(RedisServerFacts facts) => facts.AofEnabled switch
    {
        true => null,
        false => "appendonly is no: a restart loses used tokens and rooms since the last snapshot. "
            + "Set appendonly yes in redis.conf, or CONFIG SET appendonly yes and CONFIG REWRITE",
        null => "not checked: appendonly, which must be yes. Allow the user INFO (ACL SETUSER ... +info)",
    };

    private static string? OfFsync(RedisServerFacts facts) => facts.AppendFsync switch
    {
        "always" => null,
        null => "not checked: appendfsync, which must be always. Allow the user CONFIG GET "
            + "(ACL SETUSER ... +config|get)",
        var value => $"appendfsync is {value}: a power failure loses the last "
            + $"{(value == "everysec" ? "second" : "half minute")} of used tokens. Run CONFIG SET appendfsync always",
    };

    private static string? OfFsyncOnRewrite(RedisServerFacts facts) => facts.NoAppendFsyncOnRewrite != true ? null
        : "no-appendfsync-on-rewrite is yes: a power failure while Redis saves can lose used tokens. "
            + "Run CONFIG SET no-appendfsync-on-rewrite no";

    private static string? OfEviction(RedisServerFacts facts)
    {
        // maxmemory 0 means no limit, so nothing is evicted.
        if (facts.MaxMemory == 0 || facts.MaxMemoryPolicy == "noeviction")
            return null;
        if (facts.MaxMemory is null || facts.MaxMemoryPolicy is null)
            return "not checked: maxmemory-policy, which must be noeviction. Allow the user INFO "
                + "(ACL SETUSER ... +info)";
        return $"maxmemory-policy is {facts.MaxMemoryPolicy}: used tokens are evicted when memory is full. "
            + "Run CONFIG SET maxmemory-policy noeviction";
    }
}
