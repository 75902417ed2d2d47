namespace Appliance.Tidy.Tests;

internal static class Findings
{
    /// <summary>Fails with everything that was found, one finding a line.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        string all = string.Join('\n', findings);
        Assert.True(all.Length == 0, all);
    }
}
