using Appliance.Json;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>The reader's verdicts in words that say how to mend the text.</summary>
internal static class JsonSyntax
{
    /// <param name="error">The verdict.</param>
    /// <param name="atFault">The byte at fault; 0 at the end of the text.</param>
    public static string Explain(JsonError error, byte atFault) =>
        IsOfStructure(error) ? Recognise(atFault) ?? Describe(error) : Describe(error);

    /// <summary>Where one thing was due and another stands.</summary>
    private static bool IsOfStructure(JsonError error) => error
        is JsonError.ExpectedValue or JsonError.ExpectedName or JsonError.ExpectedColon
        or JsonError.ExpectedCommaOrEnd or JsonError.TrailingData;

    /// <summary>What other notations allow and JSON does not; null if it is none of these.</summary>
    private static string? Recognise(byte atFault) => (char)atFault switch
    {
        '\'' => "strings and names stand in double quotes, write \" instead of '",
        '/' or '#' => "JSON has no comments, remove this one",
        _ => null,
    };

    private static string Describe(JsonError error) => error switch
    {
        JsonError.Incomplete => "the file ends inside a value, close what is open",
        JsonError.ExpectedValue =>
            "a value is due here (an object, a list, a \"string\", a number, true or false); no comma follows the last",
        JsonError.ExpectedName => "a member's name in double quotes is due here; no comma follows the last member",
        JsonError.ExpectedColon => "a colon is due after the member's name",
        JsonError.ExpectedCommaOrEnd => "a comma or the closing bracket is due here",
        JsonError.TrailingData => "the policy has ended already, remove what follows",
        JsonError.BadNumber => "numbers are digits without leading zeros",
        JsonError.BadEscape => "no such escape, write \\\\ for a backslash",
        JsonError.ControlCharacter => "a control character inside a string, write \\n, \\t or \\u0000 to \\u001f",
        JsonError.BadUtf8 => "these bytes are not UTF-8, save the file as UTF-8",
        JsonError.LoneSurrogate => "half of a surrogate pair, write both halves or the character itself",
        _ => "the reader stopped here",
    };
}
