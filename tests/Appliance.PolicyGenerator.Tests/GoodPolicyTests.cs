using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>Valid policies: no errors, generated code that compiles, and exactly the expected facts.</summary>
public class GoodPolicyTests
{
    private static readonly Lazy<Dictionary<string, IReadOnlyDictionary<string, string>>> FactsOfPolicies =
        new(CompileAll);

    [Theory]
    [MemberData(nameof(GoodPolicies.Expiries), MemberType = typeof(GoodPolicies))]
    [MemberData(nameof(GoodPolicies.Types), MemberType = typeof(GoodPolicies))]
    [MemberData(nameof(GoodApps.StarterKits), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Rooms), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Apps), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Names), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodAppMembers.Rotations), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodAppMembers.Leeways), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodAppMembers.RoomCounts), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodPatterns.Patterns), MemberType = typeof(GoodPatterns))]
    [MemberData(nameof(GoodPatterns.PolicyTests), MemberType = typeof(GoodPatterns))]
    public void Edit_changes_only_the_stated_facts(string facts, string original, string replacement) =>
        AssertChanges(facts, SamplePolicies.Small, original, replacement);

    [Theory]
    [MemberData(nameof(GoodRichPolicies.Dialects), MemberType = typeof(GoodRichPolicies))]
    [MemberData(nameof(GoodRichPolicies.Claims), MemberType = typeof(GoodRichPolicies))]
    [MemberData(nameof(GoodRichPolicies.Expiries), MemberType = typeof(GoodRichPolicies))]
    public void Edit_of_a_policy_with_dialects_changes_only_the_stated_facts(
        string facts, string original, string replacement) =>
        AssertChanges(facts, SamplePolicies.Rich, original, replacement);

    [Theory]
    [MemberData(nameof(GoodClients.Endpoints), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.Templates), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.SampleFronts), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.Sessions), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodLiveKit.VideoGrants), MemberType = typeof(GoodLiveKit))]
    [MemberData(nameof(GoodLiveKit.RoomConfigs), MemberType = typeof(GoodLiveKit))]
    [MemberData(nameof(GoodLiveKit.AppKeys), MemberType = typeof(GoodLiveKit))]
    public void Edit_of_a_policy_for_existing_clients_changes_only_the_stated_facts(
        string facts, string original, string replacement) =>
        AssertChanges(facts, SamplePolicies.Clients, original, replacement);

    [Fact]
    public void Tables_hold_at_least_80_distinct_policies() => Assert.InRange(FactsOfPolicies.Value.Count, 80, 1_000);

    [Theory]
    [InlineData("""{ "policy": 1, "apps": {} }""")]
    [InlineData("\uFEFF{\r\n\"apps\":{},\r\n\"policy\":1,\"tests\":[]}\r\n")]
    public void Policy_without_apps_is_accepted(string policy)
    {
        var result = GeneratorHarness.Run(policy);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(GeneratorHarness.CompilerDiagnosticsOf(result));
    }

    [Theory]
    [InlineData("daily-standup", "DailyStandup")]
    [InlineData("viewer_on.stage", "ViewerOnStage")]
    [InlineData("100ms", "_100ms")]
    [InlineData("roomTypes", "RoomTypes_")]
    [InlineData("x", "X")]
    public void Policy_names_become_PascalCase_identifiers(string name, string identifier) =>
        Assert.Equal(identifier, Names.ToIdentifier(name));

    private static void AssertChanges(string facts, string sample, string original, string replacement)
    {
        string policy = sample.With(original, replacement);
        Assert.DoesNotContain(GeneratorHarness.Run(policy).Diagnostics, IsError);
        string[] changes = [.. PolicyFacts.Changes(FactsOfPolicies.Value[sample], FactsOfPolicies.Value[policy])];
        string[] expected = PolicyEdits.Unpad(facts).TrimEnd('…').Split("; ", StringSplitOptions.RemoveEmptyEntries);
        if (facts.EndsWith('…'))
            changes = [.. changes.Intersect(expected)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
    }

    /// <summary>Compiles all policies at once: starting the compiler takes longer than compiling one policy.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> CompileAll()
    {
        IEnumerable<string> small = new[]
        {
            GoodPolicies.Expiries, GoodPolicies.Types, GoodApps.StarterKits, GoodApps.Rooms, GoodApps.Apps,
            GoodApps.Names, GoodAppMembers.Rotations, GoodAppMembers.Leeways, GoodAppMembers.RoomCounts,
            GoodPatterns.Patterns, GoodPatterns.PolicyTests,
        }.SelectMany(table => Policies(SamplePolicies.Small, table));
        IEnumerable<string> rich = new[]
        {
            GoodRichPolicies.Dialects, GoodRichPolicies.Claims, GoodRichPolicies.Expiries,
        }.SelectMany(table => Policies(SamplePolicies.Rich, table));
        IEnumerable<string> clients = new[]
        {
            GoodClients.Endpoints, GoodClients.Templates, GoodClients.SampleFronts, GoodClients.Sessions,
            GoodLiveKit.VideoGrants, GoodLiveKit.RoomConfigs, GoodLiveKit.AppKeys,
        }.SelectMany(table => Policies(SamplePolicies.Clients, table));
        string[] samples = [SamplePolicies.Small, SamplePolicies.Rich, SamplePolicies.Clients];
        string[] valid =
        [
            .. small.Concat(rich).Concat(clients).Concat(samples).Distinct()
                .Where(policy => !GeneratorHarness.Run(policy).Diagnostics.Any(IsError)),
        ];
        return valid.Zip(CompiledPolicies.LoadAll(valid).Select(PolicyFacts.Of)).ToDictionary();
    }

    private static IEnumerable<string> Policies(string sample, TheoryData<string, string, string> table) =>
        ((IEnumerable<object?[]>)table).Select(row => sample.With((string)row[1]!, (string)row[2]!));

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
