using System.Text.Json;
using Appliance.Testing;
using Xunit.Abstractions;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The schema for editors says what the compiler says, as far as a schema can.</summary>
public class SchemaTests(ITestOutputHelper output)
{
    /// <summary>As many disagreements as a person reads.</summary>
    private const int ShownMax = 30;

    [Fact]
    public void Every_diagnostic_id_has_rows_and_the_last_row_is_unconditional()
    {
        Assert.Equal(
            PolicyDiagnostics.All.Select(rule => rule.Id), SchemaVerdicts.Rows.Select(row => row.Id).Distinct());
        Assert.All(
            SchemaVerdicts.Rows.GroupBy(row => row.Id), rows => Assert.Null(rows.Last().When));
        Assert.All(
            SchemaVerdicts.Rows.Where(row => row.Verdict != SchemaVerdict.Rejects),
            row => Assert.NotEmpty(row.Why));
    }

    [Fact]
    public void Every_case_table_is_used_by_a_theory() => Assert.Empty(SchemaCases.Unread());

    [RequiresNpmFact]
    public async Task Schema_and_compiler_agree_on_every_case_of_this_assembly()
    {
        IReadOnlyList<SchemaCase> cases = SchemaCases.All();
        HashSet<SchemaRow> met = await JudgeAsync(cases);
        // A line that no case meets would hold nothing.
        Assert.All(
            SchemaVerdicts.Rows.Where(row => row.Verdict is SchemaVerdict.Rejects or SchemaVerdict.Accepts),
            row => Assert.True(met.Contains(row), $"no case for {row.Id}: {row.Verdict}, {row.Why}"));
    }

    [RequiresNpmFact]
    public async Task Schema_and_compiler_agree_on_mutated_policies() => await JudgeAsync(
        [.. SchemaCases.Samples.SelectMany(sample => SchemaMutations.Of(sample.Key, sample.Value))]);

    /// <summary>Asks both about each case, the schema about all of them at once.</summary>
    /// <returns>The lines of the table that said what the schema must say.</returns>
    private async Task<HashSet<SchemaRow>> JudgeAsync(IReadOnlyList<SchemaCase> cases)
    {
        string input = string.Concat(cases.Select(c => JsonSerializer.Serialize(c.Policy) + "\n"));
        string[] responses = (await Npm.RunAsync("judge-policies.js", [SchemaFile.Path], input))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, responses.Length);

        HashSet<SchemaRow> met = [];
        List<string> disagreements = [];
        int bound = 0;
        foreach ((SchemaCase judged, string response) in cases.Zip(responses))
        {
            IReadOnlyList<SchemaFinding> findings = SchemaVerdicts.FindingsIn(judged.Policy);
            SchemaVerdict verdict = SchemaVerdicts.Of(findings);
            bool accepted = response == "null";
            if (verdict is SchemaVerdict.Either or SchemaVerdict.Unseen)
                continue;
            bound++;
            met.UnionWith(findings.Select(SchemaVerdicts.RowOf).Where(row => row.Verdict == verdict));
            if (accepted != (verdict == SchemaVerdict.Accepts))
                disagreements.Add(
                    $"{judged.Name}\n  compiler: {string.Join("; ", findings.Select(f => $"{f.Id} {f.Message}"))}"
                    + $"\n  schema: {response}");
        }
        output.WriteLine($"{cases.Count} policies, {bound} of them bound by the table");
        Assert.True(
            disagreements.Count == 0,
            $"{disagreements.Count} disagreements\n{string.Join('\n', disagreements.Take(ShownMax))}");
        return met;
    }
}
