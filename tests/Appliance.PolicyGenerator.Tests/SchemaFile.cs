using System.Text.Json.Nodes;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The JSON schema of policies.json for editors.</summary>
internal static class SchemaFile
{
    public static string Path { get; } = System.IO.Path.Combine(
        Places.Repository, "generators/Appliance.PolicyGenerator/policies.schema.json");

    public static JsonNode Root { get; } = JsonNode.Parse(File.ReadAllText(Path))!;

    /// <summary>Every object schema that allows no additional properties, including the root.</summary>
    public static IEnumerable<JsonObject> ClosedObjects => Objects(Root)
        .Where(schema => schema["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>());

    /// <summary>The node at a path of names separated by slashes.</summary>
    public static JsonNode At(string path) => path.Split('/').Aggregate(
        Root, (node, name) => node[name] ?? throw new KeyNotFoundException($"the schema has no {path}"));

    /// <summary>The strings of an array such as <c>enum</c>.</summary>
    public static IEnumerable<string> TextsAt(string path) =>
        At(path).AsArray().Select(text => text!.GetValue<string>());

    /// <summary>The member names of an object such as <c>properties</c>.</summary>
    public static IEnumerable<string> NamesAt(string path) => At(path).AsObject().Select(member => member.Key);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Objects(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };
}
