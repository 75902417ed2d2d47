using System.Text.Json.Nodes;

namespace Appliance.Policy.Generator.Tests;

/// <summary>Whatever happens to a node of the policy: no crash, and either code that compiles or a problem.</summary>
public class MutationTests
{
    private enum Mutation
    {
        Delete,
        Duplicate,
        Retype,
        Rename,
    }

    [Fact]
    public void A_mutated_policy_compiles_or_is_reported()
    {
        int nodes = CountNodes(JsonNode.Parse(SamplePolicies.Project)!);
        Gen.Select(Gen.Int[0, nodes - 1], Gen.Enum<Mutation>(), Gen.Int[0, 100]).Sample(
            (place, mutation, variant) =>
            {
                string policy = new Mutator(place, mutation, variant).Write(JsonNode.Parse(SamplePolicies.Project)!);
                var result = Generating.Run(policy);
                Assert.Null(result.Exception);
                Assert.Empty(Generating.ComplaintsAbout(result));
                Assert.True(result.Diagnostics.Length > 0 || result.GeneratedSources.Length >= 3, policy);
            },
            iter: 150);
    }

    [Fact]
    public void A_cut_or_scribbled_text_is_reported() =>
        Gen.Select(Gen.Int[0, SamplePolicies.Project.Length - 2], Gen.Char).Sample((at, scribble) =>
        {
            var cut = Generating.Run(SamplePolicies.Project[..at]);
            Assert.Null(cut.Exception);
            Assert.NotEmpty(cut.Diagnostics);
            string scribbled = SamplePolicies.Project.Remove(at, 1).Insert(at, scribble.ToString());
            Assert.Null(Generating.Run(scribbled).Exception);
        }, iter: 500);

    private static int CountNodes(JsonNode? node) => 1 + node switch
    {
        JsonObject members => members.Sum(member => CountNodes(member.Value)),
        JsonArray items => items.Sum(CountNodes),
        _ => 0,
    };

    /// <summary>Writes a tree as JSON, one node of it changed; by hand, as no writer would repeat a name.</summary>
    private sealed class Mutator(int place, Mutation mutation, int variant)
    {
        private static readonly string[] Values =
            ["null", "true", "0", "-1e9", "\"\"", "\"x\"", "{}", "[]", "[[]]", "{\"\":\"\"}", "\"1h\"", "\"\\u0000\""];

        private static readonly string[] Names = ["", "x", "roles", "é", "\\ud83d\\ude00", "Policies", "a b", "max"];

        private int _next;

        public string Write(JsonNode? node)
        {
            bool isHere = _next++ == place;
            string text = node switch
            {
                JsonObject members => $"{{{string.Join(",", members.SelectMany(Member))}}}",
                JsonArray items => $"[{string.Join(",", items.SelectMany(Item))}]",
                null => "null",
                _ => node.ToJsonString(),
            };
            return isHere && mutation == Mutation.Retype ? Values[variant % Values.Length] : text;
        }

        private IEnumerable<string> Member(KeyValuePair<string, JsonNode?> member)
        {
            bool isHere = _next == place;
            string value = Write(member.Value);
            string name = isHere && mutation == Mutation.Rename ? Names[variant % Names.Length] : member.Key;
            return Copies(isHere, $"\"{name}\":{value}");
        }

        private IEnumerable<string> Item(JsonNode? item)
        {
            bool isHere = _next == place;
            return Copies(isHere, Write(item));
        }

        private IEnumerable<string> Copies(bool isHere, string text)
        {
            int count = mutation switch { Mutation.Delete => 0, Mutation.Duplicate => 2, _ => 1 };
            return Enumerable.Repeat(text, isHere ? count : 1);
        }
    }
}
