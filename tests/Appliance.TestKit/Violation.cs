using System.Diagnostics.CodeAnalysis;

namespace Appliance.TestKit;

/// <summary>An invariant is violated, or a response is malformed.</summary>
public sealed class Violation(string message) : Exception(message)
{
    /// <param name="holds">The invariant.</param>
    /// <param name="message">Describes the violation.</param>
    /// <param name="found">The offending text, appended to the message.</param>
    /// <exception cref="Violation"><paramref name="holds"/> is false.</exception>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string message, string? found = null)
    {
        if (!holds)
            throw new Violation(found is null ? message : $"{message}: {found}");
    }
}
