using System.Text;

namespace Appliance.Storage.Tests;

/// <summary>Replies to INFO and CONFIG GET, and the durability risks derived from them.</summary>
public sealed class RedisInfoTests
{
    private const string RunId = "0123456789abcdef0123456789abcdef01234567";

    private static readonly RedisServerFacts Safe = new()
    {
        RunId = RunId, Version = "7.0.15", Role = "master", AofEnabled = true, AppendFsync = "always",
        NoAppendFsyncOnRewrite = false, MaxMemory = 0, MaxMemoryPolicy = "noeviction",
    };

    [Fact]
    public void Facts_are_parsed_from_INFO()
    {
        const string Info = "# Server\r\nredis_version:7.0.15\r\nrun_id:" + RunId + "\r\n\r\n# Memory\r\n"
            + "maxmemory:0\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n"
            + "# Replication\r\nrole:master\r\n";
        Assert.Equal(
            Safe with { AppendFsync = null, NoAppendFsyncOnRewrite = null },
            RedisInfo.ReadInfo(Encoding.ASCII.GetBytes(Info)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("run_id")]
    [InlineData("run_id:")]
    [InlineData(":run_id")]
    [InlineData("run_id:a b")]
    [InlineData("run_id:\u0001")]
    [InlineData("run_id:0123456789012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("role:sentinel")]
    [InlineData("aof_enabled:yes")]
    [InlineData("maxmemory:-1")]
    [InlineData("maxmemory:99999999999999999999")]
    [InlineData(" run_id:a")]
    public void Malformed_INFO_field_is_unknown(string info) =>
        Assert.Equal(RedisServerFacts.Unknown, RedisInfo.ReadInfo(Encoding.UTF8.GetBytes(info)));

    [Fact]
    public void First_repeated_INFO_field_counts_and_an_overlong_reply_is_cut()
    {
        Assert.Equal("a", RedisInfo.ReadInfo("run_id:a\nrun_id:b"u8).RunId);
        byte[] @long = [.. new byte[300_000], .. "\nrun_id:a\n"u8];
        Assert.Null(RedisInfo.ReadInfo(@long).RunId);
    }

    [Fact]
    public void Settings_are_parsed_from_CONFIG_GET()
    {
        RedisServerFacts facts = RedisServerFacts.Unknown;
        foreach ((string name, string value) in new[]
        {
            ("appendonly", "yes"), ("appendfsync", "always"), ("no-appendfsync-on-rewrite", "no"), ("maxmemory", "0"),
            ("maxmemory-policy", "noeviction"), ("maxmemory-samples", "5"),
        })
            facts = facts.Or(RedisInfo.ReadSetting(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value)));
        Assert.Equal(Safe with { RunId = null, Version = null, Role = null }, facts);
        Assert.Equal(RedisServerFacts.Unknown, RedisInfo.ReadSetting("appendfsync"u8, "sometimes"u8));
        Assert.Equal(RedisServerFacts.Unknown, RedisInfo.ReadSetting(default, default));
    }

    [Fact]
    public void Arbitrary_bytes_never_throw_and_yield_only_valid_values()
    {
        // Pieces that often form nearly valid replies.
        string[] pieces =
        [
            "run_id", "role", "maxmemory", "aof_enabled", "appendfsync", ":", ":", "\r\n", "\n", "1", "master",
            "always", "é",
        ];
        Gen<string> near = Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]);
        Gen<byte[]> bytes = Gen.OneOf(
            Gen.Byte.Array[0, 200], near.Array[0, 40].Select(words => Encoding.UTF8.GetBytes(string.Concat(words))));
        Gen.Select(bytes, bytes).Sample((first, second) =>
        {
            foreach (RedisServerFacts facts in new[]
                { RedisInfo.ReadInfo(first), RedisInfo.ReadSetting(first, second) })
            {
                foreach (string? word in new[] { facts.RunId, facts.Version, facts.MaxMemoryPolicy })
                    Assert.True(word is null || word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'));
                Assert.True(facts.Role is null or "master" or "slave");
                Assert.True(facts.MaxMemory is null or >= 0);
            }
        });
    }

    [Fact]
    public void Durable_redis_settings_have_no_risk()
    {
        Assert.Empty(RedisRisks.Of(Safe));
        Assert.Empty(RedisRisks.Of(Safe with { MaxMemory = 1, MaxMemoryPolicy = "noeviction" }));
        // maxmemory 0 means no limit, so nothing is evicted.
        Assert.Empty(RedisRisks.Of(Safe with { MaxMemory = 0, MaxMemoryPolicy = "allkeys-lru" }));
        // Before Redis 2.4 the setting did not exist.
        Assert.Empty(RedisRisks.Of(Safe with { NoAppendFsyncOnRewrite = null }));
    }

    [Fact]
    public void Durability_risk_names_the_setting_to_change()
    {
        AssertRisk("appendonly is no", "appendonly yes", Safe with { AofEnabled = false });
        AssertRisk("appendfsync is everysec", "CONFIG SET appendfsync always", Safe with { AppendFsync = "everysec" });
        AssertRisk("appendfsync is no", "CONFIG SET appendfsync always", Safe with { AppendFsync = "no" });
        AssertRisk(
            "no-appendfsync-on-rewrite is yes", "CONFIG SET no-appendfsync-on-rewrite no",
            Safe with { NoAppendFsyncOnRewrite = true });
        AssertRisk(
            "maxmemory-policy is volatile-lru", "CONFIG SET maxmemory-policy noeviction",
            Safe with { MaxMemory = 1, MaxMemoryPolicy = "volatile-lru" });
        AssertRisk("not checked: run_id", "+info", Safe with { RunId = null });
        AssertRisk("not checked: appendonly", "+info", Safe with { AofEnabled = null });
        AssertRisk("not checked: appendfsync", "+config|get", Safe with { AppendFsync = null });
        AssertRisk(
            "not checked: maxmemory-policy", "+info", Safe with { MaxMemory = null, MaxMemoryPolicy = "allkeys-lru" });
        AssertRisk("not checked: maxmemory-policy", "+info", Safe with { MaxMemory = 1, MaxMemoryPolicy = null });
        Assert.Equal(4, RedisRisks.Of(RedisServerFacts.Unknown).Count);
    }

    private static void AssertRisk(string what, string toDo, RedisServerFacts facts)
    {
        string risk = Assert.Single(RedisRisks.Of(facts));
        Assert.StartsWith(what, risk, StringComparison.Ordinal);
        Assert.Contains(toDo, risk);
    }
}
