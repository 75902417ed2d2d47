namespace Appliance.PolicyModel;

/// <summary>The limits of tokens. Sizes are bytes. The policy compiler enforces them, so that every buffer has a fixed
/// size.</summary>
public static class ClaimLimits
{
    /// <summary>The JOSE header as JSON.</summary>
    public const int HeaderBytesMax = 256;

    /// <summary>The constant beginning of a role's claims, the same in all its tokens.</summary>
    public const int ConstantBytesMax = 2048;

    /// <summary>The claims of a token, and the members of an object in a claims template.</summary>
    public const int ClaimsMax = 64;

    /// <summary>The UTF-16 code units of a claim's name.</summary>
    public const int NameLengthMax = 128;

    /// <summary>The nesting depth of objects and lists in a claims template.</summary>
    public const int DepthMax = 6;

    /// <summary>The part from the first varying value to the closing brace, the template's text included: enough for
    /// each value of an API at its longest, two objects among them.</summary>
    public const int VaryingBytesMax = 17 * 1024;

    /// <summary>The template's text between and after the varying values.</summary>
    public const int VaryingTextBytesMax = 1024;

    /// <summary>The user id and the user name in UTF-8, before JSON escaping.</summary>
    public const int UserIdBytesMax = 256;

    /// <inheritdoc cref="UserIdBytesMax"/>
    public const int UserNameBytesMax = 256;

    /// <summary>The jti: 132 bits in base64url.</summary>
    public const int TokenIdBytes = 22;

    /// <summary>The digits of an instant up to the end of the year 9999, in Unix seconds.</summary>
    public const int InstantDigitsMax = 12;
}
