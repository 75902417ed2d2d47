using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Suggests the name that was probably intended.</summary>
internal static class NearMiss
{
    /// <summary>A longer list is data, and comparing with all of it would cost too much.</summary>
    private const int CandidatesMax = 500;

    private const int LengthMax = 64;

    /// <summary>Reports a name that refers to nothing.</summary>
    public static void ReportUnknown(
        this DiagnosticBag diagnostics, string what, JsonNode name, IReadOnlyCollection<string> candidates) =>
        diagnostics.Report(
            PolicyDiagnostics.UnknownReference, name.Token, what, name.Text, Hint(name.Text, candidates));

    /// <summary>Reports a text that is none of the possible values.</summary>
    public static void ReportNoneOf(
        this DiagnosticBag diagnostics, JsonNode value, string what, IReadOnlyCollection<string> candidates) =>
        diagnostics.Report(
            PolicyDiagnostics.UnknownValue, value.Token, value.Text, what, Hint(value.Text, candidates));

    /// <summary>The end of a message: the probable name, or the list of names if it is short.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> candidates)
    {
        if (candidates.Count == 0)
            return "none is defined";
        string otherwise = candidates.Count <= 20
            ? "write one of " + string.Join(", ", candidates)
            : "write one that the policy defines";
        return Hint(written, candidates, otherwise);
    }

    /// <summary>The probable name, or another suggestion.</summary>
    public static string Hint(string written, IReadOnlyCollection<string> candidates, string otherwise) =>
        Find(written, candidates) is { } nearest ? $"did you mean \"{nearest}\"?" : otherwise;

    /// <summary>Whether the text is similar to the name.</summary>
    public static bool IsMiss(string written, string name) => Find(written, [name]) is not null;

    private static string? Find(string written, IReadOnlyCollection<string> candidates)
    {
        if (candidates.Count > CandidatesMax || written.Length > LengthMax)
            return null;
        string? nearest = null;
        int minDistance = Math.Max(1, written.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - written.Length) >= minDistance)
                continue;
            int distance = Distance(written.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < minDistance)
                (nearest, minDistance) = (candidate, distance);
        }
        return nearest;
    }

    /// <summary>The number of insertions, deletions, replacements and adjacent swaps (optimal string
    /// alignment).</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], 1 + cost[i - 2, j - 2]);
            }
        }
        return cost[a.Length, b.Length];
    }
}
