using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>The samples in the package's README.</summary>
internal static class Readme
{
    public static string Policy => Block("json");

    public static string Program => Block("csharp");

    private static string Block(string language)
    {
        string text = File.ReadAllText(Path.Combine(Places.Repository, "src/Appliance.PolicyPackage/README.md"));
        string[] parts = text.Split($"```{language} test ConsumerTests\n");
        Assert.Equal(2, parts.Length);
        return parts[1].Split("```")[0];
    }
}
