using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Selection of the policy file, its size limit, and the namespace of the generated code.</summary>
public class ProjectFileTests
{
    [Fact]
    public void Missing_policy_is_reported_as_a_warning() =>
        Assert.Equal("TAP001", Assert.Single(GeneratorHarness.Run([]).Diagnostics).Id);

    [Fact]
    public void Second_policy_is_rejected()
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(
            new PolicyFile(SamplePolicies.Small),
            new PolicyFile(SourceOf(SamplePolicies.Small), "/repository/other/policies.json")).Diagnostics);
        Assert.Equal("TAP002", diagnostic.Id);
        Assert.Equal("/repository/other/policies.json", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void File_with_another_name_beside_the_policy_is_ignored() => Assert.Empty(GeneratorHarness.Run(
        new PolicyFile(SamplePolicies.Small),
        new PolicyFile(SourceOf(SamplePolicies.Small), "/repository/old-policies.json")).Diagnostics);

    [Fact]
    public void Invalid_UTF8_is_rejected()
    {
        // The compiler decodes invalid bytes as U+FFFD.
        string mangled = SamplePolicies.Small.Replace("\"policy\"", "\"\uFFFD\": 1, \"policy\"");
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(new PolicyFile(mangled)).Diagnostics);
        Assert.Equal("TAP003", diagnostic.Id);
    }

    [Fact]
    public void Unreadable_file_is_reported()
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(new PolicyFile((SourceText?)null)).Diagnostics);
        Assert.Equal("TAP003", diagnostic.Id);
    }

    [Theory]
    [InlineData((32 << 20) + 1, 'x')]
    [InlineData(16 << 20, 'é')]
    [InlineData(11 << 20, '会')]
    public void More_than_32_MiB_of_UTF8_is_rejected(int length, char filler)
    {
        var result = GeneratorHarness.Run($"\"{new string(filler, length)}\"");
        Assert.Equal("TAP004", Assert.Single(result.Diagnostics).Id);
    }

    [Fact]
    public void Files_with_other_names_are_ignored() =>
        Assert.Equal("TAP001", Assert.Single(
            GeneratorHarness.Run(new PolicyFile(SourceOf("{"), "/repository/settings.json")).Diagnostics).Id);

    [Fact]
    public void File_marked_IsPolicy_is_compiled_under_any_name()
    {
        var options = new BuildOptions(new Dictionary<string, string>
        {
            ["build_metadata.AdditionalFiles.IsPolicy"] = "true",
        });
        GeneratorRunResult result = GeneratorHarness
            .Driver(options, new PolicyFile(SourceOf(SamplePolicies.Small), "/repository/edge.json"))
            .RunGenerators(GeneratorHarness.EmptyProject).GetRunResult().Results.Single();
        Assert.Empty(result.Diagnostics);
        Assert.Equal(5, result.GeneratedSources.Length);
    }

    [Theory]
    [InlineData("Mine", "Ignored", "Mine")]
    [InlineData("", "My.Product", "My.Product")]
    [InlineData(null, "my-product.7.class", "my_product._7.@class")]
    [InlineData(null, null, "Policies")]
    [InlineData("Appliance", null, "Appliance")]
    [InlineData("System", null, "System")]
    public void Namespace_comes_from_the_project_properties(string? policies, string? root, string expected)
    {
        var properties = new Dictionary<string, string>();
        if (policies is not null)
            properties["build_property.PoliciesNamespace"] = policies;
        if (root is not null)
            properties["build_property.RootNamespace"] = root;
        GeneratorRunResult result = GeneratorHarness
            .Driver(new BuildOptions(properties), new PolicyFile(SamplePolicies.Small))
            .RunGenerators(GeneratorHarness.EmptyProject).GetRunResult().Results.Single();

        Assert.All(
            result.GeneratedSources,
            source => Assert.Contains($"\nnamespace {expected};\n", source.SourceText.ToString()));
        if (expected != "Appliance")
            Assert.Empty(GeneratorHarness.CompilerDiagnosticsOf(result));
    }

    private static SourceText SourceOf(string text) =>
        SourceText.From(text);
}
