using Appliance.Json;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>The reader's verdicts in words that say how to mend the text.</summary>
internal static class JsonSyntax
{
    /// <param name="error">The verdict.</param>
    /// <param name="atFault">The byte at fault; 0 at the end of the text.</param>
    public static string Explain(JsonProblem error, byte atFault) =>
        IsOfStructure(error) ? Recognise(atFault) ?? Describe(error) : Describe(error);

    /// <summary>Where one thing was due and another stands.</summary>
    private static bool IsOfStructure(JsonProblem error) => error
        is JsonProblem.ExpectedValue or JsonProblem.ExpectedName or JsonProblem.ExpectedColon
        or JsonProblem.ExpectedCommaOrEnd or JsonProblem.TrailingData;

    /// <summary>What other notations allow and JSON does not; null if it is none of these.</summary>
    private static string? Recognise(byte atFault) => (char)atFault switch
    {
        '\'' => "strings and names stand in double quotes, write \" instead of '",
        '/' or '#' => "JSON has no comments, remove this one",
        _ => null,
    };

    private static string Describe(JsonProblem error) => error switch
    {
        JsonProblem.Incomplete => "the file ends inside a value, close what is open",
        JsonProblem.ExpectedValue =>
            "a value is due here (an object, a list, a \"string\", a number, true or false); no comma follows the last",
        JsonProblem.ExpectedName => "a member's name in double quotes is due here; no comma follows the last member",
        JsonProblem.ExpectedColon => "a colon is due after the member's name",
        JsonProblem.ExpectedCommaOrEnd => "a comma or the closing bracket is due here",
        JsonProblem.TrailingData => "the policy has ended already, remove what follows",
        JsonProblem.BadNumber => "numbers are digits without leading zeros",
        JsonProblem.BadEscape => "no such escape, write \\\\ for a backslash",
        JsonProblem.ControlCharacter => "a control character inside a string, write \\n, \\t or \\u0000 to \\u001f",
        JsonProblem.BadUtf8 => "these bytes are not UTF-8, save the file as UTF-8",
        JsonProblem.LoneSurrogate => "half of a surrogate pair, write both halves or the character itself",
        _ => "the reader stopped here",
    };
}
