using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The policies in README.md and docs/policy.md compile without a diagnostic, tests included.</summary>
public partial class FirstPolicyTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/policy.md")]
    public void First_policy_of_the_page_compiles(string page)
    {
        string text = File.ReadAllText(Path.Combine(Places.Repository, page)).ReplaceLineEndings("\n");
        string policy = Assert.Single(Block().Matches(text)).Groups["json"].Value;
        Assert.Empty(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Equal("school", Assert.Single(CompiledPolicies.Load(policy).Apps).Name);
    }

    [GeneratedRegex("```json\n(?<json>[^`]+)\n```")]
    private static partial Regex Block();
}
