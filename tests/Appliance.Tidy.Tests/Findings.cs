namespace Appliance.Tidy.Tests;

internal static class Findings
{
    /// <summary>Fails if there are findings, and lists one per line.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        string all = string.Join('\n', findings);
        Assert.True(all.Length == 0, all);
    }

    /// <summary>Fails if there are findings other than the known ones, or if a known one no longer occurs. A known one
    /// is the start of one or more findings.</summary>
    public static void AssertOnly(IReadOnlyCollection<string> known, IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        AssertNone(all
            .Where(finding => !known.Any(start => finding.StartsWith(start, StringComparison.Ordinal)))
            .Concat(known
                .Where(start => !all.Any(finding => finding.StartsWith(start, StringComparison.Ordinal)))
                .Select(start => $"{start}: no longer occurs; remove its entry")));
    }
}
