namespace Appliance.Json;

/// <summary>Why a text is rejected: it violates RFC 8259, or exceeds the reader's limits.</summary>
public enum JsonError : byte
{
    None,
    /// <summary>The text ends inside a value.</summary>
    Incomplete,
    /// <summary>Expected a value (section 3).</summary>
    ExpectedValue,
    /// <summary>Expected a member's name in double quotes (section 4).</summary>
    ExpectedName,
    /// <summary>Expected a colon after a member's name (section 4).</summary>
    ExpectedColon,
    /// <summary>Expected a comma or the closing bracket (sections 4 and 5).</summary>
    ExpectedCommaOrEnd,
    /// <summary>Something other than white space follows the value (section 2).</summary>
    TrailingData,
    /// <summary>A malformed number (section 6): a leading zero, or missing digits.</summary>
    BadNumber,
    /// <summary>A backslash that starts no escape of section 7.</summary>
    BadEscape,
    /// <summary>An unescaped control character inside a string (section 7).</summary>
    ControlCharacter,
    /// <summary>Invalid UTF-8 (RFC 3629): overlong, a surrogate, truncated or out of range.</summary>
    BadUtf8,
    /// <summary>An escaped surrogate that is not part of a pair (RFC 7493, section 2.1).</summary>
    LoneSurrogate,
    /// <summary>Objects and arrays nested deeper than the caller allows.</summary>
    TooDeep,
}
