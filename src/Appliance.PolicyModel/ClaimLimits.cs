namespace Appliance.PolicyModel;

/// <summary>How long what a dialect says of tokens may be, in bytes: the compiler holds policies to it.</summary>
public static class ClaimLimits
{
    /// <summary>The JOSE header, JSON.</summary>
    public const int HeaderBytesMax = 256;

    /// <summary>What a role's claims begin with, the same in all its tokens.</summary>
    public const int ConstantBytesMax = 2048;

    /// <summary>How deep objects and lists of a template may be inside each other.</summary>
    public const int DepthMax = 6;

    /// <summary>All from the first varying value to the closing brace, the template's text included: each value that an
    /// API takes at its longest, two objects among them.</summary>
    public const int VaryingBytesMax = 17 * 1024;

    /// <summary>The template's own text between and behind the values that vary.</summary>
    public const int VaryingTextBytesMax = 1024;
}
