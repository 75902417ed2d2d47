using Appliance.PolicyGenerator.Emit;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Whole numbers.</summary>
internal static class Numbers
{
    /// <summary>The number, from <paramref name="min"/>, 0 or more, to <paramref name="max"/>, 100 million at max;
    /// null if it is absent or was reported.</summary>
    /// <param name="node">A number, or null.</param>
    /// <param name="what">What it is to be, with its article.</param>
    /// <param name="min">The min that it may be.</param>
    /// <param name="max">The max that it may be.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static int? Read(JsonNode? node, string what, int min, int max, DiagnosticBag diagnostics)
    {
        if (node is null)
            return null;
        int number = 0;
        // As it is written: 1.0 and 1e3 are whole too, and nobody writes them on purpose.
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
            node.Text, what, Literals.Number((long)min), Literals.Number((long)max));
}
