using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Appliance.TestKit;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// After any mutation of a node the compiler does not crash, generated code compiles, and errors are reported where an
/// author looks for them: inside the object or list that contains the mutated node. The exceptions are contradictions
/// between two parts of the policy, see <see cref="MayBeReportedElsewhere"/>.
/// </summary>
public class MutationTests
{
    private static readonly int MutationCount = 300 * TestScale.Factor;

    /// <summary>Ignored: the partial class is documented only in the file that lists the apps.</summary>
    private const string MissingComment = "CS1591";

    public static TheoryData<string> Samples => [SamplePolicies.Project, SamplePolicies.Rich];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Mutated_policy_compiles_or_is_reported_at_the_mutation(string sample)
    {
        JsonNode policy = JsonNode.Parse(sample)!;
        var files = new ConcurrentDictionary<string, GeneratedSourceResult[]>();
        Gen.Select(Gen.Int[0, MutatedPolicy.CountNodes(policy) - 1], Gen.Enum<Mutation>(), Gen.Int[0, 246]).Sample(
            (nodeIndex, mutation, variant) =>
            {
                var mutated = new MutatedPolicy(policy, nodeIndex, mutation, variant);
                GeneratorRunResult result = GeneratorHarness.Run(mutated.Text);
                Assert.Null(result.Exception);
                Diagnostic[] errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
                Assert.All(errors, error => AssertReportedAtMutation(error, mutated));
                if (errors.Length == 0)
                    Assert.Equal(AppCount(mutated.Text) + 2, result.GeneratedSources.Length);
                foreach (GeneratedSourceResult file in result.GeneratedSources)
                    files.TryAdd(file.SourceText.ToString(), WithDependencies(file, result));
            },
            iter: MutationCount);
        Assert.Empty(CompilerDiagnosticsOf(files.Values));
    }

    [Fact]
    public void Truncated_or_corrupted_text_is_reported_without_a_crash() =>
        Gen.Select(Gen.Int[0, SamplePolicies.Project.Length - 2], Gen.Char).Sample((at, replacement) =>
        {
            var truncated = GeneratorHarness.Run(SamplePolicies.Project[..at]);
            Assert.Null(truncated.Exception);
            Assert.NotEmpty(truncated.Diagnostics);
            string corrupted = SamplePolicies.Project.Remove(at, 1).Insert(at, replacement.ToString());
            Assert.Null(GeneratorHarness.Run(corrupted).Exception);
        }, iter: 500);

    private static void AssertReportedAtMutation(Diagnostic error, MutatedPolicy mutated)
    {
        bool isExpected =
            mutated.Enclosing.Contains(error.Location.SourceSpan) || MayBeReportedElsewhere(error, mutated);
        Assert.True(isExpected, $"{error.Id} {error.GetMessage(null)} at {error.Location.SourceSpan}\n"
            + $"{mutated.Enclosing}\n{mutated}");
    }

    private static bool MayBeReportedElsewhere(Diagnostic error, MutatedPolicy mutated)
    {
        string token = mutated.Text.Substring(error.Location.SourceSpan.Start, error.Location.SourceSpan.Length);
        return error.Id switch
        {
            // A reference to a node that was renamed or removed.
            "TAP011" or "TAP012" => mutated.RemovedTexts.Contains(token.Trim('"')),
            // A policy test without an instant, after its room became scheduled.
            "TAP009" => error.GetMessage(null).StartsWith("\"at\"", StringComparison.Ordinal),
            // Contradictions between two parts: two ids, a duration and its limit, a room and the kind of its type, a
            // member or claim and the dialect. The mutation may be in one part and the diagnostic at the other.
            "TAP015" or "TAP021" or "TAP022" or "TAP023" or "TAP024" or "TAP025" or "TAP026" or "TAP034" or "TAP035"
                => true,
            // A policy test at the end of the file fails because of the mutation.
            "TAP030" => true,
            _ => false,
        };
    }

    private static int AppCount(string policy) => JsonNode.Parse(policy)!["apps"]!.AsObject().Count;

    /// <summary>The files that a file needs to compile: the one that lists the apps needs all, others none.</summary>
    private static GeneratedSourceResult[] WithDependencies(GeneratedSourceResult file, GeneratorRunResult result) =>
        file.HintName == "Policies.g.cs" ? [.. result.GeneratedSources] : [file];

    /// <summary>Compiles all groups in one project, each group in a separate namespace.</summary>
    private static IReadOnlyList<string> CompilerDiagnosticsOf(IEnumerable<GeneratedSourceResult[]> groups) =>
    [
        .. GeneratorHarness.CompilerDiagnosticsOf(groups.SelectMany((files, i) => files.Select(
            file => (file.HintName, file.SourceText.ToString().Replace(GeneratorHarness.Namespace, $"Under.Test{i}")))))
            .Where(diagnostic => !diagnostic.Contains(MissingComment)),
    ];
}
