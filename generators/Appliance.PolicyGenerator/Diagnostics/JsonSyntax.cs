using Appliance.Json;

namespace Appliance.PolicyGenerator.Diagnostics;

/// <summary>Describes the JSON reader's errors and how to fix the text.</summary>
internal static class JsonSyntax
{
    /// <param name="error">The reader's error.</param>
    /// <param name="atFault">The offending byte; 0 at the end of the text.</param>
    public static string Explain(JsonError error, byte atFault) =>
        IsOfStructure(error) ? Recognize(atFault) ?? Describe(error) : Describe(error);

    /// <summary>The reader expected another token.</summary>
    private static bool IsOfStructure(JsonError error) => error
        is JsonError.ExpectedValue or JsonError.ExpectedName or JsonError.ExpectedColon
        or JsonError.ExpectedCommaOrEnd or JsonError.TrailingData;

    /// <summary>Recognizes syntax of other notations that JSON lacks; otherwise null.</summary>
    private static string? Recognize(byte atFault) => (char)atFault switch
    {
        '\'' => "strings and names need double quotes, write \" instead of '",
        '/' or '#' => "JSON has no comments, remove this one",
        _ => null,
    };

    private static string Describe(JsonError error) => error switch
    {
        JsonError.Incomplete => "the file ends inside a value, close the open brackets and strings",
        JsonError.ExpectedValue =>
            "a value is expected here (object, list, \"string\", number, true or false); remove a trailing comma",
        JsonError.ExpectedName => "a member name in double quotes is expected here; remove a trailing comma",
        JsonError.ExpectedColon => "a colon is expected after the member name",
        JsonError.ExpectedCommaOrEnd => "a comma or the closing bracket is expected here",
        JsonError.TrailingData => "the policy has already ended, remove the text that follows",
        JsonError.BadNumber => "malformed number, write digits without leading zeros",
        JsonError.BadEscape => "invalid escape, write \\\\ for a backslash",
        JsonError.ControlCharacter => "a control character inside a string, write \\n, \\t or \\u0000 to \\u001f",
        JsonError.BadUtf8 => "these bytes are not UTF-8, save the file as UTF-8",
        JsonError.LoneSurrogate => "unpaired surrogate, write both halves or the character itself",
        _ => "the reader stopped here",
    };
}
