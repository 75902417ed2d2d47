using System.Text.Json;
using Appliance.TestKit;
using Xunit.Abstractions;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The schema accepts and rejects the same policies as the compiler, as far as a schema can.</summary>
public class SchemaTests(ITestOutputHelper output)
{
    /// <summary>Limits the length of the failure message.</summary>
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
    public void Every_case_table_is_used_by_a_theory() => Assert.Empty(SchemaCases.UnusedTables());

    [RequiresFact(Needs.Npm)]
    public async Task Schema_and_compiler_agree_on_every_case_of_this_assembly()
    {
        IReadOnlyList<SchemaCase> cases = SchemaCases.All();
        HashSet<SchemaRow> reached = await JudgeAsync(cases);
        // A row that no case reaches would assert nothing.
        Assert.All(
            SchemaVerdicts.Rows.Where(row => row.Verdict is SchemaVerdict.Rejects or SchemaVerdict.Accepts),
            row => Assert.True(reached.Contains(row), $"no case for {row.Id}: {row.Verdict}, {row.Why}"));
    }

    [RequiresFact(Needs.Npm)]
    public async Task Schema_and_compiler_agree_on_mutated_policies() => await JudgeAsync(
        [.. SchemaCases.Samples.SelectMany(sample => SchemaMutations.Of(sample.Key, sample.Value))]);

    /// <summary>Compares compiler and schema for each case; one validator run covers all cases.</summary>
    /// <returns>The rows that determined an expected verdict.</returns>
    private async Task<HashSet<SchemaRow>> JudgeAsync(IReadOnlyList<SchemaCase> cases)
    {
        string input = string.Concat(cases.Select(c => JsonSerializer.Serialize(c.Policy) + "\n"));
        string[] responses = (await Npm.RunAsync("judge-policies.js", [SchemaFile.Path], input))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, responses.Length);

        HashSet<SchemaRow> reached = [];
        List<string> disagreements = [];
        int determined = 0;
        foreach ((SchemaCase tested, string response) in cases.Zip(responses))
        {
            IReadOnlyList<SchemaFinding> findings = SchemaVerdicts.FindingsIn(tested.Policy);
            SchemaVerdict verdict = SchemaVerdicts.Of(findings);
            bool accepted = response == "null";
            if (verdict is SchemaVerdict.Either or SchemaVerdict.NotComparable)
                continue;
            determined++;
            reached.UnionWith(findings.Select(SchemaVerdicts.RowOf).Where(row => row.Verdict == verdict));
            if (accepted != (verdict == SchemaVerdict.Accepts))
                disagreements.Add(
                    $"{tested.Name}\n  compiler: {string.Join("; ", findings.Select(f => $"{f.Id} {f.Message}"))}"
                    + $"\n  schema: {response}");
        }
        output.WriteLine($"{cases.Count} policies, {determined} with a verdict determined by the table");
        Assert.True(
            disagreements.Count == 0,
            $"{disagreements.Count} disagreements\n{string.Join('\n', disagreements.Take(ShownMax))}");
        return reached;
    }
}
