using System.Text.RegularExpressions;
using Appliance.TestKit;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The table of diagnostic rules: ids, severities and messages.</summary>
public class DiagnosticTableTests
{
    private static readonly DiagnosticDescriptor[] Rules = [.. PolicyDiagnostics.All];

    [Fact]
    public void Diagnostic_ids_are_consecutive_from_TAP001() => Assert.Equal(
        Enumerable.Range(1, Rules.Length).Select(i => $"TAP{i:000}"), Rules.Select(rule => rule.Id));

    [Fact]
    public void Errors_cannot_be_suppressed() => Assert.All(
        Rules.Where(rule => rule.DefaultSeverity == DiagnosticSeverity.Error),
        rule => Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, rule.CustomTags));

    [Fact]
    public void Warnings_can_be_suppressed() => Assert.All(
        Rules.Where(rule => rule.DefaultSeverity != DiagnosticSeverity.Error),
        rule => Assert.Empty(rule.CustomTags));

    /// <summary>Roslyn's release tracking checks that every id is listed; this test checks the rest of the line.
    /// </summary>
    [Fact]
    public void Analyzer_release_files_list_every_rule_with_its_category_and_severity()
    {
        string folder = Path.Combine(Places.Repository, "generators", "Appliance.PolicyGenerator");
        IEnumerable<string> listed = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => File.ReadAllLines(Path.Combine(folder, file)))
            .Where(line => line.StartsWith("TAP", StringComparison.Ordinal));
        Assert.Equal(
            Rules.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"),
            listed);
    }

    [Fact]
    public void Every_diagnostic_id_occurs_in_a_test()
    {
        string folder = Path.Combine(Places.Repository, "tests", "Appliance.PolicyGenerator.Tests");
        string tests = string.Concat(
            Directory.GetFiles(folder, "*Tests.cs").Concat(Directory.GetFiles(folder, "Bad*.cs"))
                .Select(File.ReadAllText));
        IEnumerable<string> tested = Regex.Matches(tests, "TAP[0-9]{3}").Select(match => match.Value).Distinct();
        Assert.Equal(Rules.Select(rule => rule.Id), tested.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(""" "reason": "room-over" """, """ "reason": "expiry-too-long" """,
        "The policy test failed because the rule room-over denies first: correct the policy or the test")]
    [InlineData(""" "subscribe" """, """ "subscrib" """, """ "subscrib" is not a grant: did you mean "subscribe"? """)]
    [InlineData(""" "type": "open" """, """ "type": "hall" """,
        """Unknown room type "hall": write one of open, meeting""")]
    [InlineData("""["host", "guest"]""", """["hosst", "guest"]""",
        """Unknown role "hosst": did you mean "host"?""")]
    [InlineData(""" "perSecond": 50 """, """ "perSecond": 0.5 """,
        "0.5 is not a number of requests per second: write a whole number from 1 to 10000")]
    [InlineData(""" "perSecond": 50, "burst": 100 """, """ "perSecond": 2, "burst": 7201 """,
        "7201 is not a burst refilled within an hour: write a whole number from 1 to 7200")]
    [InlineData(""" "maxRooms": 20 """, """ "maxRooms": 1000001 """,
        "1000001 is not a number of rooms: write a whole number from 0 to 1000000")]
    [InlineData(""" "30s" """, """ "6m" """,
        """ "6m" is not within 5m: write a number and s, m, h or d, such as 90s, 15m, 24h or 7d """)]
    [InlineData("env:OLD_SECRET", "env:WEB_SECRET",
        """ "previousSecret" has the same source as "secret": write the source of the previous key, or remove it """)]
    public void Message_names_the_fix(string original, string mistake, string message) =>
        AssertMessage(SamplePolicies.Small, original, mistake, message);

    [Theory]
    [InlineData(""", "roles": ["guest", "caller"]""", "",
        "This endpoint requires no credentials and issues roles that can end, eject or record: clerk (eject, end); "
        + """list the roles that it may issue, such as "roles": ["caller", "guest"]""")]
    [InlineData(""" "guest", "caller" """, """ "gest" """, """Unknown role "gest": did you mean "guest"?""")]
    [InlineData(""" "role": "attendee" """, """ "roles": ["attendee"] """,
        """ Apps of the dialect livekit have no "roles": every token gets the same role, write "role" """)]
    [InlineData(""" "roles": ["guest", "caller"] """, """ "role": "guest" """,
        """ Apps of the dialect 100ms have no "role": its requests name the role, list the allowed ones in "roles" """)]
    [InlineData(""" "sampleFront": false """, """ "sampleFront": true """,
        "The sample front exposes the app key, which opens the whole API, in every phone and web page that uses it: "
        + """use it only to try samples, then remove "sampleFront" and let clients ask your own back end""")]
    [InlineData(""" "counter", "old """, """ "sale", "old """,
        """The room type "sale" is scheduled, but requests that name a template contain no start: """
        + "use a permanent or an adhoc room type")]
    [InlineData("old.call_2", "sale",
        """ "sale" is a room type of this app and cannot be a template id for "call": """
        + "write the dashboard's id, or rename the room type ")]
    [InlineData(""" "90m" """, """ "8d" """,
        """ "8d" is not within 7d: write a number and s, m, h or d, such as 90s, 15m, 24h or 7d """)]
    [InlineData(""" "permanent" """, """ "permanent", "sessionLength": "1h" """,
        """ "sessionLength" has an effect only on adhoc rooms: remove it, or make this room type adhoc """)]
    public void Message_about_existing_clients_names_the_fix(string original, string mistake, string message) =>
        AssertMessage(SamplePolicies.Clients, original, mistake, message);

    private static void AssertMessage(string sample, string original, string mistake, string message)
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Run(sample.With(original, mistake)).Diagnostics);
        Assert.Equal(PolicyEdits.Unpad(message), diagnostic.GetMessage(null));
    }

    [Fact]
    public void Message_is_one_line_even_if_the_policy_text_is_long()
    {
        string name = "line\\n" + new string('x', 1_000);
        Diagnostic diagnostic = Assert.Single(
            GeneratorHarness.Run(SamplePolicies.Small.With(""" "$schema" """, $""" "{name}" """)).Diagnostics);
        Assert.InRange(diagnostic.GetMessage(null).Length, 200, 400);
        Assert.DoesNotContain('\n', diagnostic.GetMessage(null));
    }

    [Fact]
    public void Message_never_contains_a_secret_pasted_into_the_policy()
    {
        const string Secret = "kX3nR8vQ1pZ7";
        foreach (string original in new[] { "env:WEB_SECRET", "env:OLD_SECRET", "cred:desk-key", "key-1", "id-1" })
        {
            var diagnostics = GeneratorHarness.Run(SamplePolicies.Small.Replace(original, $"{Secret}=")).Diagnostics;
            Assert.NotEmpty(diagnostics);
            Assert.All(diagnostics, diagnostic => Assert.DoesNotContain(Secret, diagnostic.ToString()));
        }
    }
}
