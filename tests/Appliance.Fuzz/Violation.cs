using System.Diagnostics.CodeAnalysis;

namespace Appliance.Fuzz;

/// <summary>Something that must hold did not.</summary>
public sealed class Violation(string message) : Exception(message)
{
    /// <exception cref="Violation">It does not hold.</exception>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
            throw new Violation(message);
    }
}
