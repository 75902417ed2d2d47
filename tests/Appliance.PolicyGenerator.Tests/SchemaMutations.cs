using System.Text.Json.Nodes;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// A policy with one node changed, each node in turn. The same ones every time, so that schema and compiler are asked
/// about all of them at once.
/// </summary>
internal static class SchemaMutations
{
    /// <summary>One of each kind, and strings that mean something somewhere.</summary>
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

    /// <summary>How many values, and how many names, each node gets.</summary>
    private const int Tries = 2;

    public static IEnumerable<SchemaCase> Of(string name, string policy)
    {
        int count = Places(JsonNode.Parse(policy)!).Count();
        for (int place = 0; place < count; place++)
        {
            yield return Change(place, "deleted", Delete);
            for (int i = place * Tries; i < (place + 1) * Tries; i++)
            {
                string value = Values[i % Values.Length], instead = Names[i % Names.Length];
                yield return Change(place, $"is {value}", (parent, at) => Retype(parent, at, value));
                yield return Change(place, $"is named \"{instead}\"", (parent, at) => Rename(parent, at, instead));
            }
        }

        SchemaCase Change(int place, string what, Action<JsonNode, int> change)
        {
            JsonNode root = JsonNode.Parse(policy)!;
            (JsonNode parent, int at) = Places(root).ElementAt(place);
            string path = $"{name}{parent.GetPath()[1..]}, {at}";
            change(parent, at);
            return new($"{path} {what}", root.ToJsonString());
        }
    }

    /// <summary>Where each node but the root stands.</summary>
    private static IEnumerable<(JsonNode Parent, int At)> Places(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.SelectMany((child, at) =>
            (child is null ? [] : Places(child)).Prepend((Parent: node, At: at)));
    }

    private static void Delete(JsonNode parent, int at)
    {
        if (parent is JsonObject members)
            members.RemoveAt(at);
        else
            parent.AsArray().RemoveAt(at);
    }

    private static void Retype(JsonNode parent, int at, string value)
    {
        if (parent is JsonObject members)
            members.SetAt(at, JsonNode.Parse(value));
        else
            parent[at] = JsonNode.Parse(value);
    }

    /// <summary>Items of lists have no name, and a name that is there already is left alone.</summary>
    private static void Rename(JsonNode parent, int at, string name)
    {
        if (parent is JsonObject members && !members.ContainsKey(name))
            members.SetAt(at, name, members.GetAt(at).Value?.DeepClone());
    }
}
