namespace Appliance.PolicyModel;

/// <summary>The size limits of tokens, in bytes. The policy compiler enforces them, so that every buffer has a fixed
/// size.</summary>
public static class ClaimLimits
{
    /// <summary>The JOSE header as JSON.</summary>
    public const int HeaderBytesMax = 256;

    /// <summary>The constant beginning of a role's claims, the same in all its tokens.</summary>
    public const int ConstantBytesMax = 2048;

    /// <summary>The nesting depth of objects and lists in a claims template.</summary>
    public const int DepthMax = 6;

    /// <summary>The part from the first varying value to the closing brace, the template's text included: enough for
    /// each value of an API at its longest, two objects among them.</summary>
    public const int VaryingBytesMax = 17 * 1024;

    /// <summary>The template's text between and after the varying values.</summary>
    public const int VaryingTextBytesMax = 1024;
}
