using System.Globalization;
using System.Text.Json.Nodes;
using Appliance.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Appliance.Endpoints.Tests.OpenApi;

/// <summary>docs/api/openapi.yaml. JSON has the same content, so that is what the members return.</summary>
internal static class OpenApiDocument
{
    public const string File = "docs/api/openapi.yaml";

    private static readonly string[] MethodNames =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public static byte[] Bytes { get; } = System.IO.File.ReadAllBytes(Path.Combine(Places.Repository, File));

    public static JsonObject Root { get; } = Parse();

    public static JsonObject Paths => Root["paths"]!.AsObject();

    public static JsonObject Schemas => Root["components"]!["schemas"]!.AsObject();

    /// <summary>All operations, with their names in capitals.</summary>
    public static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from path in Paths
        from member in path.Value!.AsObject()
        where MethodNames.Contains(member.Key)
        select (path.Key, member.Key.ToUpperInvariant(), member.Value!.AsObject());

    /// <summary>The alternatives of an operation's security: the names of its schemes, separated by spaces. Empty for
    /// no credential.</summary>
    public static IReadOnlyList<string> CredentialsOf(JsonObject operation) => operation["security"] is not { } security
        ? [""] : [.. security.AsArray().Select(schemes => string.Join(' ', schemes!.AsObject().Select(s => s.Key)))];

    /// <summary>The methods that a client with this credential can use. GET includes HEAD.</summary>
    public static IEnumerable<string> MethodsOf(string path, string credential) => Operations
        .Where(row => row.Path == path)
        .Where(row => row.Operation["security"] is null || CredentialsOf(row.Operation).Contains(credential))
        .SelectMany(row => row.Method == "GET" ? ["GET", "HEAD"] : new[] { row.Method });

    /// <summary>The node, or the one that it refers to.</summary>
    public static JsonObject Resolve(JsonNode node)
    {
        while (node["$ref"] is { } reference)
        {
            string[] names = reference.GetValue<string>().Split('/');
            Assert.Equal("#", names[0]);
            node = names.Skip(1).Aggregate((JsonNode)Root, (parent, name) =>
                parent[name] ?? throw new InvalidOperationException($"{reference} does not exist"));
        }
        return node.AsObject();
    }

    /// <summary>All references of the document.</summary>
    public static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field =>
            field.Key == "$ref" ? [field.Value!.GetValue<string>()] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static JsonObject Parse()
    {
        YamlStream stream = [];
        using StringReader text = new(System.Text.Encoding.UTF8.GetString(Bytes));
        stream.Load(text);
        return Json(Assert.Single(stream.Documents).RootNode)!.AsObject();
    }

    /// <summary>Of the scalars, true, false and whole numbers without quotes are no strings (YAML 1.2, section 10.2).
    /// </summary>
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(
            entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, Json(entry.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain } number
            when long.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) => value,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException($"{node.NodeType} at {node.Start}"),
    };
}
