using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A policy's digest covers its meaning, not its layout.</summary>
public partial class DigestTests
{
    public static TheoryData<string> Samples =>
    [
        SamplePolicies.Project, SamplePolicies.Small, SamplePolicies.Rich, SamplePolicies.Clients,
        SamplePolicies.LiveKit,
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Digest_is_SHA256_of_the_canonical_JSON(string policy)
    {
        JsonObject meaning = JsonNode.Parse(policy)!.AsObject();
        meaning.Remove("$schema");
        meaning.Remove("tests");
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(meaning)));
        Assert.Equal(Convert.ToHexStringLower(digest), DigestOf(policy));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Digest_ignores_layout_member_order_escapes_and_tests(string policy)
    {
        JsonObject meaning = JsonNode.Parse(policy)!.AsObject();
        Assert.Equal(DigestOf(policy), DigestOf(meaning.ToJsonString()));
        Assert.Equal(DigestOf(policy), DigestOf(policy.ReplaceLineEndings("\r\n\t")));
        Assert.Equal(DigestOf(policy), DigestOf(policy.With(""" "policy" """, """ "\u0070olicy" """)));
        Assert.Equal(DigestOf(policy), DigestOf(Reversed(meaning)!.ToJsonString()));
        meaning.Remove("tests");
        meaning["$schema"] = "elsewhere.json";
        Assert.Equal(DigestOf(policy), DigestOf(meaning.ToJsonString()));
    }

    [Fact]
    public void Digest_changes_with_every_semantic_edit()
    {
        (string Original, string Replacement)[] edits =
        [
            ("key-1", "key-9"), ("env:WEB_SECRET", "env:OTHER"), (""" "Lobby" """, """ "Hall" """),
            (""" "recording": false """, """ "recording": true """), ("""["host", "guest"]""", """["guest", "host"]"""),
            (""" "opensBefore": "5m" """, """ "opensBefore": "6m" """),
            (""" "policy": 1, """, """ "policy": 1, "defaults": {}, """),
            (""" "archive" """, """ "attic2" """), (""" "max": "90m" """, """ "max": "5400s" """),
        ];
        string[] digests =
        [
            DigestOf(SamplePolicies.Small),
            .. edits.Select(edit => DigestOf(SamplePolicies.Small.With(edit.Original, edit.Replacement))),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Policy_with_errors_has_no_digest() => Assert.Equal(
        "", Hex().Match(CodeOf(SamplePolicies.Small.With(""" "adhoc" """, """ "odhoc" """))).Value);

    /// <summary>Like RFC 8785: members sorted by UTF-16 code units, minimal escaping; except that numbers stay as
    /// written.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(member => $"{Quoted(member.Key)}:{Canonical(member.Value)}")) + "}",
        JsonArray items => $"[{string.Join(',', items.Select(Canonical))}]",
        JsonValue value when value.TryGetValue(out string? text) => Quoted(text),
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' or '\\' => $"\\{c}",
        >= ' ' => $"{c}",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)c:x4}",
    })) + "\"";

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(
            member => KeyValuePair.Create(member.Key, Reversed(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    private static string DigestOf(string policy)
    {
        string digest = Hex().Match(CodeOf(policy)).Value;
        Assert.Equal(64, digest.Length);
        return digest;
    }

    private static string CodeOf(string policy) => GeneratorHarness.Run(policy).GeneratedSources
        .Single(source => source.HintName == "PoliciesDigest.g.cs").SourceText.ToString();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hex();
}
