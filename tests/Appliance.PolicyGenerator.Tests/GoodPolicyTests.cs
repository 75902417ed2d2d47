using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>What is allowed: no problem, code that compiles, and just that meaning.</summary>
public class GoodPolicyTests
{
    private static readonly Lazy<Dictionary<string, IReadOnlyDictionary<string, string>>> Meanings = new(CompileAll);

    [Theory]
    [MemberData(nameof(GoodPolicies.Lives), MemberType = typeof(GoodPolicies))]
    [MemberData(nameof(GoodPolicies.Types), MemberType = typeof(GoodPolicies))]
    [MemberData(nameof(GoodApps.Kits), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Rooms), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Apps), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodApps.Names), MemberType = typeof(GoodApps))]
    [MemberData(nameof(GoodAppMembers.Rotations), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodAppMembers.Leeways), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodAppMembers.RoomCounts), MemberType = typeof(GoodAppMembers))]
    [MemberData(nameof(GoodPatterns.Patterns), MemberType = typeof(GoodPatterns))]
    [MemberData(nameof(GoodPatterns.Tested), MemberType = typeof(GoodPatterns))]
    public void Edit_changes_only_the_stated_facts(string what, string original, string replacement) =>
        AssertMeans(what, SamplePolicies.Small, original, replacement);

    [Theory]
    [MemberData(nameof(GoodRichPolicies.Dialects), MemberType = typeof(GoodRichPolicies))]
    [MemberData(nameof(GoodRichPolicies.Claims), MemberType = typeof(GoodRichPolicies))]
    [MemberData(nameof(GoodRichPolicies.Lives), MemberType = typeof(GoodRichPolicies))]
    public void Edit_of_a_policy_with_dialects_changes_only_the_stated_facts(
        string what, string original, string replacement) =>
        AssertMeans(what, SamplePolicies.Rich, original, replacement);

    [Theory]
    [MemberData(nameof(GoodClients.Endpoints), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.Templates), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.Fronts), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodClients.Sessions), MemberType = typeof(GoodClients))]
    [MemberData(nameof(GoodLiveKit.Video), MemberType = typeof(GoodLiveKit))]
    [MemberData(nameof(GoodLiveKit.RoomConfigs), MemberType = typeof(GoodLiveKit))]
    [MemberData(nameof(GoodLiveKit.AppKeys), MemberType = typeof(GoodLiveKit))]
    public void Edit_of_a_policy_for_existing_clients_changes_only_the_stated_facts(
        string what, string original, string replacement) =>
        AssertMeans(what, SamplePolicies.Clients, original, replacement);

    [Fact]
    public void Tables_hold_at_least_80_distinct_policies() => Assert.InRange(Meanings.Value.Count, 80, 1_000);

    [Theory]
    [InlineData("""{ "policy": 1, "apps": {} }""")]
    [InlineData("\uFEFF{\r\n\"apps\":{},\r\n\"policy\":1,\"tests\":[]}\r\n")]
    public void Policy_without_apps_is_accepted(string policy)
    {
        var result = Generating.Run(policy);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(Generating.ComplaintsAbout(result));
    }

    [Theory]
    [InlineData("daily-standup", "DailyStandup")]
    [InlineData("viewer_on.stage", "ViewerOnStage")]
    [InlineData("100ms", "_100ms")]
    [InlineData("roomTypes", "RoomTypes_")]
    [InlineData("x", "X")]
    public void Policy_names_become_PascalCase_identifiers(string name, string identifier) =>
        Assert.Equal(identifier, Names.ToIdentifier(name));

    private static void AssertMeans(string what, string sample, string original, string replacement)
    {
        string policy = sample.With(original, replacement);
        Assert.DoesNotContain(Generating.Run(policy).Diagnostics, IsError);
        string[] changes = [.. PolicyFacts.Changes(Meanings.Value[sample], Meanings.Value[policy])];
        string[] expected = PolicyEdits.Unpad(what).TrimEnd('…').Split("; ", StringSplitOptions.RemoveEmptyEntries);
        if (what.EndsWith('…'))
            changes = [.. changes.Intersect(expected)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
    }

    /// <summary>All of them at once, as the compiler takes longer to start than to compile one.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> CompileAll()
    {
        IEnumerable<string> small = new[]
        {
            GoodPolicies.Lives, GoodPolicies.Types, GoodApps.Kits, GoodApps.Rooms, GoodApps.Apps, GoodApps.Names,
            GoodAppMembers.Rotations, GoodAppMembers.Leeways, GoodAppMembers.RoomCounts, GoodPatterns.Patterns,
            GoodPatterns.Tested,
        }.SelectMany(table => Policies(SamplePolicies.Small, table));
        IEnumerable<string> rich = new[] { GoodRichPolicies.Dialects, GoodRichPolicies.Claims, GoodRichPolicies.Lives }
            .SelectMany(table => Policies(SamplePolicies.Rich, table));
        IEnumerable<string> clients = new[]
        {
            GoodClients.Endpoints, GoodClients.Templates, GoodClients.Fronts, GoodClients.Sessions,
            GoodLiveKit.Video, GoodLiveKit.RoomConfigs, GoodLiveKit.AppKeys,
        }.SelectMany(table => Policies(SamplePolicies.Clients, table));
        string[] samples = [SamplePolicies.Small, SamplePolicies.Rich, SamplePolicies.Clients];
        string[] sound =
        [
            .. small.Concat(rich).Concat(clients).Concat(samples).Distinct()
                .Where(policy => !Generating.Run(policy).Diagnostics.Any(IsError)),
        ];
        return sound.Zip(CompiledPolicies.LoadAll(sound).Select(PolicyFacts.Of)).ToDictionary();
    }

    private static IEnumerable<string> Policies(string sample, TheoryData<string, string, string> table) =>
        ((IEnumerable<object?[]>)table).Select(row => sample.With((string)row[1]!, (string)row[2]!));

    private static bool IsError(Diagnostic problem) => problem.Severity == DiagnosticSeverity.Error;
}
