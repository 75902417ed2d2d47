using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Endpoints.Tests.OpenApi;

/// <summary>Compares JSON with the part of JSON Schema that the document uses. Unlike in JSON Schema, an object must
/// not have members that the schema does not list, unless it says so with <c>additionalProperties</c> or lists none.
/// </summary>
internal static class JsonSchema
{
    /// <summary>The first difference; null if the value matches.</summary>
    public static string? Difference(JsonElement value, JsonNode schema, string at = "")
    {
        if (OpenApiDocument.Resolve(schema)["anyOf"] is JsonArray any)
            return any.Any(one => Difference(value, one!, at) is null) ? null : $"{at} matches no alternative: {value}";
        Merged merged = new(schema);
        string expected = merged.Type ?? TypeOf(value);
        if (TypeOf(value) != expected)
            return $"{at} is no {expected}: {value}";
        if (merged.Enum is { } words && !words.Any(word => word!.GetValue<string>() == value.GetString()))
            return $"{at} is none of {words.ToJsonString()}: {value}";
        return value.ValueKind switch
        {
            JsonValueKind.Object => DifferenceOfObject(value, merged, at),
            JsonValueKind.Array => value.EnumerateArray()
                .Select((item, index) => merged.MaxItems <= index ? $"{at} has too many items"
                    : merged.Items is null ? null : Difference(item, merged.Items, $"{at}[{index}]"))
                .FirstOrDefault(difference => difference is not null),
            _ => null,
        };
    }

    private static string? DifferenceOfObject(JsonElement value, Merged schema, string at)
    {
        foreach (string name in schema.Required)
        {
            if (!value.TryGetProperty(name, out _))
                return $"{at} has no {name}: {value}";
        }
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (schema.Properties.TryGetValue(member.Name, out JsonNode? property))
            {
                if (Difference(member.Value, property, $"{at}.{member.Name}") is { } difference)
                    return difference;
            }
            else if (!schema.IsOpen)
            {
                return $"{at} has {member.Name}, which the schema does not list";
            }
        }
        return null;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        _ => "null",
    };

    /// <summary>A schema with those of its <c>allOf</c>.</summary>
    public sealed class Merged
    {
        public Merged(JsonNode schema)
        {
            Add(OpenApiDocument.Resolve(schema));
            IsOpen |= Properties.Count == 0;
        }

        public string? Type { get; private set; }

        public JsonArray? Enum { get; private set; }

        public JsonNode? Items { get; private set; }

        public long MaxItems { get; private set; } = long.MaxValue;

        public HashSet<string> Required { get; } = [];

        public Dictionary<string, JsonNode> Properties { get; } = [];

        public bool IsOpen { get; private set; }

        private void Add(JsonObject schema)
        {
            foreach (JsonNode? part in schema["allOf"]?.AsArray() ?? [])
                Add(OpenApiDocument.Resolve(part!));
            Type = schema["type"]?.GetValue<string>() ?? Type;
            Enum = schema["enum"]?.AsArray() ?? Enum;
            Items = schema["items"] ?? Items;
            MaxItems = schema["maxItems"]?.GetValue<long>() ?? MaxItems;
            IsOpen |= schema["additionalProperties"] is JsonValue open && open.GetValue<bool>();
            foreach (JsonNode? name in schema["required"]?.AsArray() ?? [])
                Required.Add(name!.GetValue<string>());
            foreach ((string name, JsonNode? property) in schema["properties"]?.AsObject() ?? [])
                Properties[name] = property!;
        }
    }
}
