namespace Appliance.Json;

/// <summary>The kind of the token that <see cref="JsonReader.Read"/> moved to.</summary>
public enum JsonTokenKind : byte
{
    None,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    /// <summary>A member's name. The token includes its quotes; the colon after it has been consumed.</summary>
    Name,
    String,
    Number,
    True,
    False,
    Null,
    /// <summary>The value is complete, and only white space follows it.</summary>
    End,
}
