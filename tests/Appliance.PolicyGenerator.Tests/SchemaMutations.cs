using System.Text.Json.Nodes;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// Policies with one mutated node, each node in turn. Deterministic, so that one validator run covers all of them.
/// </summary>
internal static class SchemaMutations
{
    /// <summary>One value of each JSON type, and strings with a meaning in some member.</summary>
    private static readonly string[] Values =
        """
        null true false 0 1 1.0 {} [] [[]] ["x"] {"x":1} "" "x" "é\u0020é" "0s" "1h" "9999d" "*" "http://x" "scheduled"
        "permanent" "allow" "deny" "livekit" "enablex" "webinar" "env:X" "2039-02-29T00:00:00Z" "{user?}" "{now-1d}"
        "{role.can.mute+end}" "{"
        """.Split([' ', '\n']);

    private static readonly string[] Names =
    [
        "", "x", "a b", "é", "-", "host", "exp", "iss", "max", "role", "roles", "opensBefore", "start", "appKey",
        "apiKey",
    ];

    /// <summary>The number of values and the number of names tried per node.</summary>
    private const int VariantsPerNode = 2;

    public static IEnumerable<SchemaCase> Of(string name, string policy)
    {
        int count = Nodes(JsonNode.Parse(policy)!).Count();
        for (int nodeIndex = 0; nodeIndex < count; nodeIndex++)
        {
            yield return Change(nodeIndex, "deleted", Delete);
            for (int i = nodeIndex * VariantsPerNode; i < (nodeIndex + 1) * VariantsPerNode; i++)
            {
                string value = Values[i % Values.Length], newName = Names[i % Names.Length];
                yield return Change(nodeIndex, $"replaced by {value}", (parent, index) => Retype(parent, index, value));
                yield return Change(
                    nodeIndex, $"""renamed to "{newName}" """, (parent, index) => Rename(parent, index, newName));
            }
        }

        SchemaCase Change(int nodeIndex, string description, Action<JsonNode, int> change)
        {
            JsonNode root = JsonNode.Parse(policy)!;
            (JsonNode parent, int index) = Nodes(root).ElementAt(nodeIndex);
            string path = $"{name}{parent.GetPath()[1..]}, {index}";
            change(parent, index);
            return new($"{path} {description}", root.ToJsonString());
        }
    }

    /// <summary>Parent and index of each node except the root.</summary>
    private static IEnumerable<(JsonNode Parent, int Index)> Nodes(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.SelectMany((child, index) =>
            (child is null ? [] : Nodes(child)).Prepend((Parent: node, Index: index)));
    }

    private static void Delete(JsonNode parent, int index)
    {
        if (parent is JsonObject members)
            members.RemoveAt(index);
        else
            parent.AsArray().RemoveAt(index);
    }

    private static void Retype(JsonNode parent, int index, string value)
    {
        if (parent is JsonObject members)
            members.SetAt(index, JsonNode.Parse(value));
        else
            parent[index] = JsonNode.Parse(value);
    }

    /// <summary>Does nothing to array items, which have no name, or if the parent already has the name.</summary>
    private static void Rename(JsonNode parent, int index, string name)
    {
        if (parent is JsonObject members && !members.ContainsKey(name))
            members.SetAt(index, name, members.GetAt(index).Value?.DeepClone());
    }
}
