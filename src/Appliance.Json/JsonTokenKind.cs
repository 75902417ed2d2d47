namespace Appliance.Json;

/// <summary>What <see cref="JsonReader.Read"/> stopped at.</summary>
public enum JsonTokenKind : byte
{
    None,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    /// <summary>A member's name, its quotes included in the token's extent; the colon has been consumed.</summary>
    Name,
    String,
    Number,
    True,
    False,
    Null,
    /// <summary>The value is complete and nothing but white space follows it.</summary>
    End,
}
