using System.Globalization;
using Appliance.TestKit;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The policies in README.md and docs/policy.md compile without a diagnostic, tests included.</summary>
public class FirstPolicyTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/policy.md")]
    public void First_policy_of_the_page_compiles(string page)
    {
        string policy = PolicyOf(page);
        Assert.Empty(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Equal("school", Assert.Single(CompiledPolicies.Load(policy).Apps).Name);
    }

    [Fact]
    public void Misspelt_member_is_reported_as_on_the_page()
    {
        const string Page = "docs/policy.md";
        string documented = Documents.FencesOf(Page).Single(fence => fence.Check == FenceCheck.Test).Text;
        string policy = PolicyOf(Page);
        int first = policy.IndexOf("expiry", StringComparison.Ordinal);
        Diagnostic diagnostic = GeneratorHarness.Run(policy.Insert(first + "expi".Length, "r")).Diagnostics[0];
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal(documented, string.Create(
            CultureInfo.InvariantCulture,
            $"school.json({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): "
            + $"error {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}"));
    }

    private static string PolicyOf(string page) =>
        Documents.FencesOf(page).Single(fence => fence.Check == FenceCheck.File).Text;
}
