using System.Text;
using System.Text.Json.Nodes;
using Appliance.TestKit;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>A room name resolves to the room with that id, otherwise to the longest matching pattern. Compiled policies
/// and policy tests are compared with a reference interpreter that tries every pattern.</summary>
public class RoomPatternTests
{
    private const int PolicyCount = 12;

    /// <summary>A small alphabet, so that one id is often a prefix of another.</summary>
    private static readonly Gen<string> Id = Gen.String[Gen.Char["ab-"], 1, 5];

    private static readonly Gen<string> Entry =
        Gen.Select(Gen.String[Gen.Char["ab-"], 0, 4], Gen.Bool, (text, isPattern) =>
            isPattern || text == "" ? text + "*" : text);

    private static readonly Gen<string> Name = Gen.Frequency(
        (8, Id), (2, Entry),
        (2, Gen.String[Gen.Char["ab-*é\"\\ \u2028"], 0, 8]),
        (1, Gen.Select(Id, Gen.Char["\0\u001f\u007f\u0085"], (text, control) => text + control)),
        (1, Gen.Select(Id, Gen.Int[248, 260], (text, length) => text + new string('a', length - text.Length))),
        (1, Gen.Select(Id, Gen.Int[125, 130], (text, length) => text + new string('é', length))));

    private static readonly Gen<string> Policy = Entry.Array[1, 12].Select(PolicyOf);

    private static readonly Lazy<(ReferenceInterpreter Reference, App App)[]> Apps = new(() =>
    {
        string[] policies = [];
        Policy.Array[PolicyCount].Sample(generated => policies = generated, iter: 1, threads: 1);
        return [.. policies.Select(text => new ReferenceInterpreter(text))
            .Zip(CompiledPolicies.LoadAll(policies).Select(policy => policy.Apps[0]))];
    });

    [Fact]
    public void Room_lookup_prefers_the_exact_id_then_the_longest_pattern() =>
        Gen.Select(Gen.Int[0, PolicyCount - 1], Name).Sample(
            (index, name) =>
            {
                (ReferenceInterpreter reference, App app) = Apps.Value[index];
                // Callers reject control characters before the lookup.
                if (name.Any(char.IsControl))
                    return;
                bool isFound = app.TryFindRoom(Encoding.UTF8.GetBytes(name), out Room room);
                string? expected = reference.FindRoom("web", name);
                string? type = expected is null ? null : TypeOf(reference.App("web"), expected);
                Assert.Equal(type, isFound ? room.Type.Name : null);
                RoomPattern? pattern = app.FindPattern(Encoding.UTF8.GetBytes(name));
                if (expected is not null && expected.EndsWith('*'))
                    Assert.Equal(expected, pattern?.ToString());
            },
            iter: 20_000);

    /// <summary>Each room type allows a different role, so that a policy test passes only for the expected room.
    /// </summary>
    [Fact]
    public void Policy_tests_resolve_room_names_like_the_reference_interpreter() => Gen.Select(Policy, Name).Sample(
        (text, name) =>
        {
            JsonObject policy = JsonNode.Parse(text)!.AsObject();
            string? entry = new ReferenceInterpreter(text).FindRoom("web", name);
            policy["tests"] = new JsonArray(new JsonObject
            {
                ["app"] = "web",
                ["room"] = name,
                ["role"] = entry is null ? "any" : TypeOf(policy["apps"]!["web"]!, entry).Replace('t', 'r'),
                ["expect"] = entry is null ? "deny" : "allow",
            });
            if (entry is null)
                policy["tests"]![0]!["reason"] = "unknown-room";
            Assert.DoesNotContain(
                GeneratorHarness.Run(policy.ToJsonString()).Diagnostics,
                diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        },
        iter: 400);

    [Fact]
    public void Room_pattern_lookup_is_allocation_free()
    {
        (_, App app) = Apps.Value[0];
        Assert.Equal(0, Allocations.Of(() => app.TryFindRoom("ab-aaaa"u8, out _)));
    }

    private static string PolicyOf(string[] entries)
    {
        string[] distinct = [.. entries.Distinct()];
        return new JsonObject
        {
            ["policy"] = 1,
            ["apps"] = new JsonObject
            {
                ["web"] = new JsonObject
                {
                    ["dialect"] = "livekit",
                    ["apiKey"] = "APIweb",
                    ["secret"] = "env:WEB_SECRET",
                    ["roles"] = Each(distinct, "r", _ => new() { ["grants"] = new JsonArray() }),
                    ["roomTypes"] = Each(distinct, "t", i => new()
                    {
                        ["kind"] = "permanent",
                        ["roles"] = new JsonArray($"r{i}"),
                    }),
                    ["rooms"] = new JsonObject(distinct.Select((entry, i) =>
                        KeyValuePair.Create(entry, (JsonNode?)new JsonObject { ["type"] = $"t{i}" }))),
                },
            },
        }.ToJsonString();
    }

    private static JsonObject Each(string[] entries, string letter, Func<int, JsonObject> write) => new(
        entries.Select((_, i) => KeyValuePair.Create($"{letter}{i}", (JsonNode?)write(i))));

    private static string TypeOf(JsonNode app, string entry) =>
        app["rooms"]![entry]!["type"]!.GetValue<string>();
}
