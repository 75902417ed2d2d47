using System.Diagnostics.CodeAnalysis;

namespace Appliance.Fuzz;

/// <summary>An invariant is violated.</summary>
public sealed class Violation(string message) : Exception(message)
{
    /// <exception cref="Violation"><paramref name="holds"/> is false.</exception>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
            throw new Violation(message);
    }
}
