namespace Appliance.Tidy.Tests;

internal static class Findings
{
    /// <summary>Fails if there are findings, and lists one per line.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        string all = string.Join('\n', findings);
        Assert.True(all.Length == 0, all);
    }
}
