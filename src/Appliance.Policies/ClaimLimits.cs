namespace Appliance.Policy;

/// <summary>How long what a dialect says of tokens may be, in bytes: the compiler holds policies to it.</summary>
public static class ClaimLimits
{
    /// <summary>The JOSE header, JSON.</summary>
    public const int HeaderBytesMax = 256;

    /// <summary>What a role's claims begin with, the same in all its tokens.</summary>
    public const int ConstantBytesMax = 2048;

    /// <summary>The template's own text between and behind the values that vary.</summary>
    public const int VaryingTextBytesMax = 1024;
}
