using Appliance.Json;

namespace Appliance.PolicyGenerator.Read;

/// <summary>From which byte to before which byte of the UTF-8 text.</summary>
internal readonly record struct ByteRange(int Start, int End);

/// <summary>A value in the policy and where it stands.</summary>
/// <param name="kind">The kind of its first token.</param>
/// <param name="token">Its only token, or its opening bracket.</param>
internal sealed class JsonNode(JsonTokenKind kind, ByteRange token)
{
    public JsonTokenKind Kind { get; } = kind;

    public ByteRange Token { get; } = token;

    /// <summary>A string's decoded text, a number as it is written.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's members in the order of the file, duplicates included.</summary>
    public IReadOnlyList<JsonMember> Members { get; init; } = [];

    /// <summary>An array's items.</summary>
    public IReadOnlyList<JsonNode> Items { get; init; } = [];
}

/// <summary>A member of an object: its decoded name, where the name stands, and its value.</summary>
internal readonly record struct JsonMember(string Name, ByteRange NameToken, JsonNode Value);
