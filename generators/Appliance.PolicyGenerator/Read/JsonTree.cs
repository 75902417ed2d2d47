using System.Text;
using Appliance.Json;

namespace Appliance.PolicyGenerator.Read;

/// <summary>The result of parsing a text: the root, or the first error and its location.</summary>
internal readonly record struct JsonTree(JsonNode? Root, JsonError Error, ByteRange ErrorAt)
{
    /// <summary>A policy needs six levels; far deeper nesting is a mistake.</summary>
    public const int DepthMax = 32;

    public static JsonTree Read(byte[] utf8, CancellationToken cancellation)
    {
        var reader = new JsonReader(utf8, DepthMax);
        JsonNode? root = reader.Read() ? ReadValue(ref reader, utf8, cancellation) : null;
        if (root is not null)
            reader.Read();
        if (reader.Error == JsonError.None)
            return new(root, JsonError.None, default);
        int at = reader.ErrorOffset;
        return new(null, reader.Error, new ByteRange(at, Math.Min(at + 1, utf8.Length)));
    }

    private static JsonNode? ReadValue(ref JsonReader reader, byte[] utf8, CancellationToken cancellation)
    {
        var token = new ByteRange(reader.Start, reader.End);
        switch (reader.Kind)
        {
            case JsonTokenKind.ObjectStart:
                return ReadObject(ref reader, utf8, token, cancellation);
            case JsonTokenKind.ArrayStart:
                return ReadArray(ref reader, utf8, token, cancellation);
            case JsonTokenKind.String or JsonTokenKind.Number:
                return new JsonNode(reader.Kind, token) { Text = TextOf(reader, utf8) };
            default:
                return new JsonNode(reader.Kind, token);
        }
    }

    private static JsonNode? ReadObject(
        ref JsonReader reader, byte[] utf8, ByteRange opening, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var members = new List<JsonMember>();
        while (reader.Read() && reader.Kind == JsonTokenKind.Name)
        {
            string name = TextOf(reader, utf8);
            var nameToken = new ByteRange(reader.Start, reader.End);
            JsonNode? value = reader.Read() ? ReadValue(ref reader, utf8, cancellation) : null;
            if (value is null)
                return null;
            members.Add(new JsonMember(name, nameToken, value));
        }
        return reader.Error == JsonError.None
            ? new JsonNode(JsonTokenKind.ObjectStart, opening) { Members = members }
            : null;
    }

    private static JsonNode? ReadArray(
        ref JsonReader reader, byte[] utf8, ByteRange opening, CancellationToken cancellation)
    {
        var items = new List<JsonNode>();
        while (reader.Read() && reader.Kind != JsonTokenKind.ArrayEnd)
        {
            JsonNode? item = ReadValue(ref reader, utf8, cancellation);
            if (item is null)
                return null;
            items.Add(item);
        }
        return reader.Error == JsonError.None
            ? new JsonNode(JsonTokenKind.ArrayStart, opening) { Items = items }
            : null;
    }

    private static string TextOf(in JsonReader reader, byte[] utf8)
    {
        if (reader.Kind == JsonTokenKind.Number)
            return Encoding.UTF8.GetString(utf8, reader.Start, reader.End - reader.Start);
        if (!reader.HasEscapes)
            return Encoding.UTF8.GetString(utf8, reader.Start + 1, reader.End - reader.Start - 2);
        var decoded = new byte[reader.End - reader.Start];
        reader.TryCopyString(decoded, out int length);
        return Encoding.UTF8.GetString(decoded, 0, length);
    }
}
