using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds whole numbers.</summary>
internal static class Numbers
{
    /// <summary>The number; null if it is absent or was reported.</summary>
    /// <param name="node">A number, or null.</param>
    /// <param name="what">The expected value with its article, for messages.</param>
    /// <param name="min">The minimum, at least 0.</param>
    /// <param name="max">The maximum, at most 100 million.</param>
    /// <param name="diagnostics">Receives the diagnostics.</param>
    public static int? Read(JsonNode? node, string what, int min, int max, DiagnosticBag diagnostics)
    {
        if (node is null)
            return null;
        int number = 0;
        // Parses digits only: 1.0 and 1e3 are whole too, but are never intended.
        foreach (char c in node.Text)
            number = c is >= '0' and <= '9' && number <= max ? number * 10 + (c - '0') : int.MaxValue;
        if (number >= min && number <= max)
            return number;
        Report(node, what, min, max, diagnostics);
        return null;
    }

    public static void Report(JsonNode node, string what, int min, int max, DiagnosticBag diagnostics) =>
        diagnostics.Report(
            PolicyDiagnostics.BadNumber, node.Token,
            node.Text, what, min, max);
}
