using Appliance.Json;

namespace Appliance.PolicyGenerator.Read;

/// <summary>A range of bytes in the UTF-8 text: start inclusive, end exclusive.</summary>
internal readonly record struct ByteRange(int Start, int End);

/// <summary>A value in the policy and its location.</summary>
/// <param name="kind">The kind of its first token.</param>
/// <param name="token">The range of its only token or of its opening bracket.</param>
internal sealed class JsonNode(JsonTokenKind kind, ByteRange token)
{
    public JsonTokenKind Kind { get; } = kind;

    public ByteRange Token { get; } = token;

    /// <summary>The decoded text of a string, or a number as written.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's members in the order of the file, duplicates included.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>An array's items.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = [];
}

/// <summary>A member of an object: its decoded name, the range of the name, and its value.</summary>
internal readonly record struct JsonMember(string Name, ByteRange NameToken, JsonNode Value);
