using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Each bad policy is a sample policy with a mistake; the compiler reports exactly the marked diagnostics.
/// </summary>
public class BadPolicyTests
{
    [Theory]
    [MemberData(nameof(BadPolicyTables.OfSmall), MemberType = typeof(BadPolicyTables))]
    public void Diagnostic_location_is_the_token_at_fault(string original, string mistake) =>
        AssertDiagnostics(SamplePolicies.Small, original, mistake);

    [Theory]
    [MemberData(nameof(BadPolicyTables.OfRich), MemberType = typeof(BadPolicyTables))]
    public void Diagnostic_location_in_a_policy_with_dialects_is_the_token_at_fault(string original, string mistake) =>
        AssertDiagnostics(SamplePolicies.Rich, original, mistake);

    [Theory]
    [MemberData(nameof(BadPolicyTables.OfClients), MemberType = typeof(BadPolicyTables))]
    public void Diagnostic_location_in_a_policy_for_existing_clients_is_the_token_at_fault(
        string original, string mistake) => AssertDiagnostics(SamplePolicies.Clients, original, mistake);

    private static (string Policy, int AppCount)[] ValidSamples =>
    [
        (SamplePolicies.Small, 3), (SamplePolicies.Rich, 2), (SamplePolicies.Clients, 3), (SamplePolicies.LiveKit, 2),
    ];

    private static void AssertDiagnostics(string sample, string original, string mistake)
    {
        var policy = new MarkedPolicy(sample.With(original, mistake));

        var result = GeneratorHarness.Run(policy.Text);

        Assert.Null(result.Exception);
        Assert.Equal(
            policy.Expected, result.Diagnostics.Select(MarkedPolicy.Describe).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(BrokenFiles.Texts), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenFiles.Files), MemberType = typeof(BrokenFiles))]
    public void Malformed_file_is_reported_where_parsing_fails(string marked)
    {
        var policy = new MarkedPolicy(marked);
        Assert.Equal(policy.Expected, GeneratorHarness.Run(policy.Text).Diagnostics.Select(MarkedPolicy.Describe));
    }

    /// <summary>Without markers: a marker would become part of the malformed token.</summary>
    [Theory]
    [InlineData("""{ "policy": 01 }""", "TAP005 1:13-1:14")]
    [InlineData("""
        { "a": "x
        " }
        """, "TAP005 1:10-2:1")]
    [InlineData("// comment", "TAP005 1:1-1:2")]
    public void Malformed_token_is_reported_at_its_first_byte(string policy, string expected) =>
        Assert.Equal([expected], GeneratorHarness.Run(policy).Diagnostics.Select(MarkedPolicy.Describe));

    [Fact]
    public void Nesting_deeper_than_32_levels_is_rejected()
    {
        string policy = new string('[', 33) + new string(']', 33);
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(policy).Diagnostics);
        Assert.Equal("TAP006 1:33-1:34", MarkedPolicy.Describe(diagnostic));
    }

    [Fact]
    public void All_mistakes_of_a_policy_are_reported_in_one_run()
    {
        var policy = new MarkedPolicy(SamplePolicies.Small
            .With(""" "policy": 1 """, """ "policy": [TAP017|2|] """)
            .With(""" "env:WEB_SECRET" """, """[TAP018|"hunter2"|]""")
            .With(""" "chat" """, """[TAP011|"chatt"|]""")
            .With(""" "type": "open" """, """ "type": [TAP012|"opened"|] """)
            .With(""" cred:desk-key" """, """cred:desk-key", [TAP007|"appkey"|]: 1"""));
        Assert.Equal(
            policy.Expected,
            GeneratorHarness.Run(policy.Text).Diagnostics.Select(MarkedPolicy.Describe).Order(StringComparer.Ordinal));
    }

    /// <summary>Detects cases lost when the tables are rearranged.</summary>
    [Fact]
    public void Tables_hold_at_least_500_cases_with_a_single_mistake() => Assert.InRange(
        BadPolicyTables.Mistakes.Count(mistake => new MarkedPolicy(mistake).Expected.Count == 1), 500, 5_000);

    /// <summary>Except ids about the project as a whole, and TAP006, whose input is too deeply nested for a table.
    /// </summary>
    [Fact]
    public void Every_diagnostic_id_occurs_in_the_tables()
    {
        string tables = string.Concat(BadPolicyTables.Mistakes);
        string[] withoutTable = ["TAP001", "TAP002", "TAP003", "TAP004", "TAP006"];
        Assert.All(
            PolicyDiagnostics.All.Select(rule => rule.Id).Except(withoutTable),
            id => Assert.Contains($"[{id}|", tables));
    }

    [Fact]
    public void Sample_policies_compile_without_diagnostics()
    {
        foreach ((string policy, int appCount) in ValidSamples)
        {
            var result = GeneratorHarness.Run(policy);
            Assert.Empty(result.Diagnostics);
            Assert.Empty(GeneratorHarness.CompilerDiagnosticsOf(result));
            Assert.Equal(appCount + 2, result.GeneratedSources.Length);
        }
    }
}
