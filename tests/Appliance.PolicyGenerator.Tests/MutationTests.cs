using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>
/// Whatever happens to a node of a policy: no crash, code that compiles, and either a meaning or problems where one
/// looks for them. Every problem is inside the object or list whose node was changed, or it is one of those that two
/// places make together and that are shown at the other one: see <see cref="IsElsewhereForAReason"/>.
/// </summary>
public class MutationTests
{
    private const int MutationCount = 1_500;

    /// <summary>The class that the files share is described in the one that lists the apps.</summary>
    private const string MissingComment = "CS1591";

    public static TheoryData<string> Samples => [SamplePolicies.Project, SamplePolicies.Rich];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Mutated_policy_compiles_or_is_reported_at_the_mutation(string sample)
    {
        JsonNode policy = JsonNode.Parse(sample)!;
        var files = new ConcurrentDictionary<string, GeneratedSourceResult[]>();
        Gen.Select(Gen.Int[0, MutatedPolicy.CountNodes(policy) - 1], Gen.Enum<Mutation>(), Gen.Int[0, 246]).Sample(
            (place, mutation, variant) =>
            {
                var mutated = new MutatedPolicy(policy, place, mutation, variant);
                GeneratorRunResult result = Generating.Run(mutated.Text);
                Assert.Null(result.Exception);
                Diagnostic[] errors = [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
                Assert.All(errors, error => AssertIsThere(error, mutated));
                if (errors.Length == 0)
                    Assert.Equal(AppCount(mutated.Text) + 2, result.GeneratedSources.Length);
                foreach (GeneratedSourceResult file in result.GeneratedSources)
                    files.TryAdd(file.SourceText.ToString(), StandAlone(file, result));
            },
            iter: MutationCount);
        Assert.Empty(ComplaintsAbout(files.Values));
    }

    [Fact]
    public void Truncated_or_corrupted_text_is_reported_without_a_crash() =>
        Gen.Select(Gen.Int[0, SamplePolicies.Project.Length - 2], Gen.Char).Sample((at, scribble) =>
        {
            var cut = Generating.Run(SamplePolicies.Project[..at]);
            Assert.Null(cut.Exception);
            Assert.NotEmpty(cut.Diagnostics);
            string scribbled = SamplePolicies.Project.Remove(at, 1).Insert(at, scribble.ToString());
            Assert.Null(Generating.Run(scribbled).Exception);
        }, iter: 500);

    private static void AssertIsThere(Diagnostic error, MutatedPolicy mutated)
    {
        bool isThere = mutated.Around.Contains(error.Location.SourceSpan) || IsElsewhereForAReason(error, mutated);
        Assert.True(isThere, $"{error.Id} {error.GetMessage(null)} at {error.Location.SourceSpan}\n"
            + $"{mutated.Around}\n{mutated}");
    }

    private static bool IsElsewhereForAReason(Diagnostic error, MutatedPolicy mutated)
    {
        string token = mutated.Text.Substring(error.Location.SourceSpan.Start, error.Location.SourceSpan.Length);
        return error.Id switch
        {
            // A reference to what has another name now, or is not there any more.
            "TAP011" or "TAP012" => mutated.Lost.Contains(token.Trim('"')),
            // The instant of a test once its room is scheduled.
            "TAP009" => error.GetMessage(null).StartsWith("\"at\"", StringComparison.Ordinal),
            // Two ids, a life and its limit, a room and the kind of its type, a member or a claim and the dialect: of
            // two places that contradict each other one was changed and the other is shown.
            "TAP015" or "TAP021" or "TAP022" or "TAP023" or "TAP024" or "TAP025" or "TAP026" or "TAP034" or "TAP035"
                => true,
            // A test at the end of the file asks about what was changed.
            "TAP030" => true,
            _ => false,
        };
    }

    private static int AppCount(string policy) => JsonNode.Parse(policy)!["apps"]!.AsObject().Count;

    /// <summary>An app's file refers to no other; the one that lists the apps refers to all.</summary>
    private static GeneratedSourceResult[] StandAlone(GeneratedSourceResult file, GeneratorRunResult result) =>
        file.HintName == "Policies.g.cs" ? [.. result.GeneratedSources] : [file];

    /// <summary>All different files in one project, each with those it needs in a namespace of its own.</summary>
    private static IReadOnlyList<string> ComplaintsAbout(IEnumerable<GeneratedSourceResult[]> groups) =>
    [
        .. Generating.ComplaintsAbout(groups.SelectMany((files, i) => files.Select(
            file => (file.HintName, file.SourceText.ToString().Replace(Generating.Namespace, $"Under.Test{i}")))))
            .Where(complaint => !complaint.Contains(MissingComment)),
    ];
}
