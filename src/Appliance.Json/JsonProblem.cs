namespace Appliance.Json;

/// <summary>Why a text is not JSON (RFC 8259), or not within the reader's limits.</summary>
public enum JsonProblem : byte
{
    None,
    /// <summary>The text ends inside a value.</summary>
    Incomplete,
    /// <summary>A value was due here (section 3).</summary>
    ExpectedValue,
    /// <summary>A member's name in double quotes was due here (section 4).</summary>
    ExpectedName,
    /// <summary>A colon was due after a member's name (section 4).</summary>
    ExpectedColon,
    /// <summary>A comma or the closing bracket was due (sections 4 and 5).</summary>
    ExpectedCommaOrEnd,
    /// <summary>Something other than white space follows the value (section 2).</summary>
    TrailingData,
    /// <summary>A number that section 6 does not allow: a leading zero or plus, a bare point, no digits.</summary>
    BadNumber,
    /// <summary>A backslash that section 7 does not allow.</summary>
    BadEscape,
    /// <summary>A control character inside a string that was not escaped (section 7).</summary>
    ControlCharacter,
    /// <summary>Bytes that are not UTF-8 (RFC 3629): overlong, surrogate, broken off or out of range.</summary>
    BadUtf8,
    /// <summary>An escaped surrogate without its other half (RFC 7493, section 2.1).</summary>
    LoneSurrogate,
    /// <summary>More levels of objects and arrays than the caller allows.</summary>
    TooDeep,
}
