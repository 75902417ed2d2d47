extern alias generator;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PolicyAnalyzer = generator::Appliance.PolicyGenerator.PolicyAnalyzer;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The analyzer shows in an editor the same diagnostics as a build.</summary>
public class PolicyAnalyzerTests
{
    [Theory]
    [MemberData(nameof(BadPolicies.Members), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.MissingMembers), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Values), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Rules), MemberType = typeof(BadPolicies))]
    [MemberData(nameof(BadPolicies.Tests), MemberType = typeof(BadPolicies))]
    public Task Analyzer_and_generator_report_equal_diagnostics(string original, string mistake) =>
        AssertSameAsGenerator(new PolicyFile(
            new MarkedPolicy(SamplePolicies.Small.With(original, mistake)).Text));

    [Theory]
    [InlineData("")]
    [InlineData("""{ "policy": 1, }""")]
    [InlineData("\uFEFF\r\n{ \"policy\": 1, \"apps\": { \"😀\": null } }")]
    [InlineData("{ \"\uFFFD\": 1 }")]
    public Task Analyzer_and_generator_report_equal_diagnostics_for_malformed_files(string policy) =>
        AssertSameAsGenerator(new PolicyFile(policy));

    [Fact]
    public Task Analyzer_and_generator_report_an_unreadable_file_alike() =>
        AssertSameAsGenerator(new PolicyFile((SourceText?)null));

    [Fact]
    public async Task Valid_policy_has_no_diagnostics()
    {
        Assert.Empty(await AnalyzeAsync(GeneratorHarness.DefaultOptions, new PolicyFile(SamplePolicies.Small)));
        Assert.Empty(await AnalyzeAsync(GeneratorHarness.DefaultOptions, new PolicyFile(SamplePolicies.Project)));
    }

    [Fact]
    public async Task Files_with_other_names_are_ignored() => Assert.Empty(await AnalyzeAsync(
        GeneratorHarness.DefaultOptions,
        new PolicyFile(SourceText.From("{"), "/repository/settings.json"),
        new PolicyFile(SourceText.From("no JSON"), "/repository/policies.json.md")));

    [Fact]
    public async Task File_marked_IsPolicy_is_analyzed_under_any_name()
    {
        var options = new BuildOptions(new Dictionary<string, string>
        {
            ["build_metadata.AdditionalFiles.IsPolicy"] = "true",
        });
        var file = new PolicyFile(SourceText.From("{"), "/repository/edge.json");
        Assert.Equal("TAP005", Assert.Single(await AnalyzeAsync(options, file)).Id);
    }

    [Fact]
    public async Task Each_of_two_policies_gets_its_own_diagnostics()
    {
        var first = new PolicyFile("{");
        var second = new PolicyFile(SourceText.From("[]"), "/repository/other/policies.json");
        IReadOnlyList<Diagnostic> diagnostics = await AnalyzeAsync(GeneratorHarness.DefaultOptions, first, second);
        Assert.Equal(
            [("TAP005", first.Path), ("TAP010", second.Path)],
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.GetLineSpan().Path)));
    }

    [Fact]
    public async Task Analyzer_and_generator_share_one_compilation_of_a_text()
    {
        var text = new CountingText(SamplePolicies.Small.With(""" "chat" """, """ "chatt" """));
        var file = new PolicyFile(text);

        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(file).Diagnostics);
        int reads = text.Reads;
        Assert.NotEqual(0, reads);

        Assert.Equal([diagnostic], await AnalyzeAsync(GeneratorHarness.DefaultOptions, file));
        Assert.Equal(reads, text.Reads);
    }

    /// <summary>Compares id, arguments and location; of equal diagnostics the compiler prints only one.</summary>
    private static async Task AssertSameAsGenerator(PolicyFile file)
    {
        IReadOnlyList<Diagnostic> expected = [.. GeneratorHarness.Run(file).Diagnostics];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await AnalyzeAsync(GeneratorHarness.DefaultOptions, file));
    }

    /// <summary>Analyzes one file per call, like an editor.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(
        AnalyzerConfigOptionsProvider options, params AdditionalText[] files)
    {
        CompilationWithAnalyzers project = GeneratorHarness.EmptyProject.WithAnalyzers(
            [new PolicyAnalyzer()], new AnalyzerOptions([.. files], options));
        var diagnostics = new List<Diagnostic>();
        foreach (AdditionalText file in files)
        {
            AnalysisResult result = await project.GetAnalysisResultAsync(file, CancellationToken.None);
            diagnostics.AddRange(result.GetAllDiagnostics().OrderBy(d => d.Location.SourceSpan.Start));
        }
        return diagnostics;
    }

    /// <summary>Counts how often the text is read.</summary>
    private sealed class CountingText(string text) : SourceText
    {
        private int _reads;

        public int Reads => _reads;

        public override System.Text.Encoding? Encoding => null;

        public override int Length => text.Length;

        public override char this[int position] => text[position];

        public override void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
            text.CopyTo(sourceIndex, destination, destinationIndex, count);

        public override string ToString(TextSpan span)
        {
            Interlocked.Increment(ref _reads);
            return text.Substring(span.Start, span.Length);
        }
    }
}
