using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

public class CachingTests
{
    private static readonly string[] AllSteps =
    [
        TrackingNames.Files, TrackingNames.Namespace, TrackingNames.Compile, TrackingNames.Diagnostics,
        TrackingNames.Apps, TrackingNames.Index, TrackingNames.Digest,
    ];

    [Fact]
    public void Incremental_run_without_changes_is_served_from_the_cache()
    {
        GeneratorDriver driver = GeneratorHarness.Driver(new PolicyFile(SamplePolicies.Project));
        driver = driver.RunGenerators(GeneratorHarness.EmptyProject);
        GeneratorRunResult again = Result(driver.RunGenerators(GeneratorHarness.EmptyProject.Clone()));

        foreach (string step in AllSteps.Except([TrackingNames.Diagnostics]))
            Assert.All(Reasons(again, step), AssertReused);
        Assert.Empty(ReasonsOrNone(again, TrackingNames.Diagnostics));
        Assert.All(OutputReasons(again), AssertReused);
        Assert.NotEmpty(OutputReasons(again));
    }

    [Fact]
    public void Incremental_run_without_changes_reuses_cached_diagnostics()
    {
        string policy = SamplePolicies.Small.Replace("100ms", "101ms");
        GeneratorDriver driver = GeneratorHarness.Driver(new PolicyFile(policy));
        driver = driver.RunGenerators(GeneratorHarness.EmptyProject);
        GeneratorRunResult again = Result(driver.RunGenerators(GeneratorHarness.EmptyProject.Clone()));

        Assert.All(Reasons(again, TrackingNames.Diagnostics), AssertReused);
        Assert.Equal(2, again.Diagnostics.Length);
    }

    [Fact]
    public void Inserted_line_regenerates_no_code_and_shifts_diagnostic_locations()
    {
        string before = SamplePolicies.Small.With(""" "type": "conference" """, """ "type": "conferenze" """);
        (GeneratorRunResult first, GeneratorRunResult second) = Edit(before, "\n" + before);

        foreach (string step in new[] { TrackingNames.Apps, TrackingNames.Index })
            Assert.All(Reasons(second, step), reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second, TrackingNames.Diagnostics));
        Assert.Equal(4, OutputReasons(second).Count(reason => reason == IncrementalStepRunReason.Cached));
        Assert.Equal(LineOf(first) + 1, LineOf(second));
        Assert.Equal(
            first.GeneratedSources.Select(source => source.SourceText),
            second.GeneratedSources.Select(source => source.SourceText));
    }

    [Fact]
    public void Edit_of_one_app_regenerates_only_that_app_and_the_digest()
    {
        string before = SamplePolicies.Small;
        (GeneratorRunResult first, GeneratorRunResult second) = Edit(before, before.Replace("Lobby", "Hall"));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Unchanged],
            Reasons(second, TrackingNames.Apps));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(second, TrackingNames.Index));
        IEnumerable<string> changed = second.GeneratedSources
            .Where((source, i) => !ReferenceEquals(source.SourceText, first.GeneratedSources[i].SourceText))
            .Select(source => source.HintName);
        Assert.Equal(["Policies.web.g.cs", "PoliciesDigest.g.cs"], changed);
    }

    [Theory]
    [InlineData("an app", """ "tenant": "blue" """, """ "tenant": "red" """, "Policies.meet.g.cs PoliciesDigest.g.cs")]
    [InlineData("the other app", "APIlive", "APIother", "Policies.live.g.cs Policies.g.cs PoliciesDigest.g.cs")]
    [InlineData("a dialect", """ "sub": "{app.name}" """, """ "sub": "x" """, "Policies.meet.g.cs PoliciesDigest.g.cs")]
    [InlineData("defaults that one app overrides", """ "max": "2h" """, """ "max": "4h" """,
        "Policies.live.g.cs PoliciesDigest.g.cs")]
    [InlineData("defaults of both", """ "default": "20m" """, """ "default": "20m", "min": "2m" """,
        "Policies.live.g.cs Policies.meet.g.cs PoliciesDigest.g.cs")]
    [InlineData("a rate limit",
        """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", "rateLimit": { "perSecond": 5 } """,
        "Policies.live.g.cs PoliciesDigest.g.cs")]
    [InlineData("a leeway",
        """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", "leeway": "1m" """,
        "Policies.live.g.cs PoliciesDigest.g.cs")]
    [InlineData("a lifetime limit for tokens that back ends sign",
        """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", "signedLifeMax": "7d" """,
        "Policies.live.g.cs PoliciesDigest.g.cs")]
    [InlineData("a previous secret",
        """ "env:LIVE_SECRET" """, """ "env:LIVE_SECRET", "previousSecret": "env:OLD_SECRET" """,
        "Policies.live.g.cs PoliciesDigest.g.cs")]
    [InlineData("a leeway equal to the default",
        """ "apiKey": "APIlive" """, """ "apiKey": "APIlive", "leeway": "5s" """, "PoliciesDigest.g.cs")]
    [InlineData("white space", "\n", "\r\n\t", "")]
    [InlineData("the schema", """ "policy": 1, """, """ "policy": 1, "$schema": "x", """, "")]
    [InlineData("a test", """ "requestedExpiry": "9h" """, """ "requestedExpiry": "8h" """, "")]
    public void Edit_regenerates_only_the_files_that_it_affects(
        string edit, string original, string replacement, string files) =>
        AssertRegenerates(SamplePolicies.Rich, edit, original, replacement, files);

    [Theory]
    [InlineData("roles at the endpoint",
        """["guest", "caller"]""", """["guest"]""", "Policies.shop.g.cs PoliciesDigest.g.cs")]
    [InlineData("the order of roles at the endpoint",
        """["guest", "caller"]""", """["caller", "guest"]""", "PoliciesDigest.g.cs")]
    [InlineData("a template", """ "old.call_2" """, """ "old.call_3" """, "Policies.shop.g.cs PoliciesDigest.g.cs")]
    [InlineData("a sample front set to its default", """ "sampleFront": false, """, "", "PoliciesDigest.g.cs")]
    [InlineData("a session length", """ "90m" """, """ "91m" """, "Policies.shop.g.cs PoliciesDigest.g.cs")]
    [InlineData("the default session length", """ "12h" """, """ "13h" """, "Policies.front.g.cs PoliciesDigest.g.cs")]
    [InlineData("a session length in another unit", """ "90m" """, """ "5400s" """, "PoliciesDigest.g.cs")]
    public void Edit_for_existing_clients_regenerates_only_the_files_that_it_affects(
        string edit, string original, string replacement, string files) =>
        AssertRegenerates(SamplePolicies.Clients, edit, original, replacement, files);

    private static void AssertRegenerates(
        string sample, string edit, string original, string replacement, string files)
    {
        string edited = sample.Replace(PolicyEdits.Unpad(original), PolicyEdits.Unpad(replacement));
        Assert.NotEqual(sample, edited);
        (GeneratorRunResult first, GeneratorRunResult second) = Edit(sample, edited);

        Assert.Empty(second.Diagnostics);
        Dictionary<string, object> before =
            first.GeneratedSources.ToDictionary(source => source.HintName, object (source) => source.SourceText);
        IEnumerable<string> changed = second.GeneratedSources
            .Where(source => !ReferenceEquals(source.SourceText, before[source.HintName])).Select(s => s.HintName);
        Assert.True(
            files.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet().SetEquals(changed),
            $"{edit}: {string.Join(' ', changed)}");
    }

    private static (GeneratorRunResult First, GeneratorRunResult Second) Edit(string before, string after)
    {
        var file = new PolicyFile(before);
        GeneratorDriver driver = GeneratorHarness.Driver(file).RunGenerators(GeneratorHarness.EmptyProject);
        GeneratorRunResult first = Result(driver);
        driver = driver.ReplaceAdditionalText(file, new PolicyFile(after));
        return (first, Result(driver.RunGenerators(GeneratorHarness.EmptyProject)));
    }

    private static GeneratorRunResult Result(GeneratorDriver driver) => driver.GetRunResult().Results.Single();

    private static int LineOf(GeneratorRunResult result) =>
        Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line;

    private static void AssertReused(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static IReadOnlyList<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step)
    {
        IReadOnlyList<IncrementalStepRunReason> reasons = ReasonsOrNone(result, step);
        Assert.NotEmpty(reasons);
        return reasons;
    }

    private static IReadOnlyList<IncrementalStepRunReason> ReasonsOrNone(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out var runs)
            ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)]
            : [];

    private static IReadOnlyList<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
    [
        .. result.TrackedOutputSteps.Values.SelectMany(runs => runs)
            .SelectMany(run => run.Outputs).Select(output => output.Reason),
    ];
}
