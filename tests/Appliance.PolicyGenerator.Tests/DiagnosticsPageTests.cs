using System.Text.RegularExpressions;
using Appliance.TestKit;
using Microsoft.CodeAnalysis;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The page that documents each diagnostic id.</summary>
public partial class DiagnosticsPageTests
{
    private const string Page = "generators/Appliance.PolicyGenerator/diagnostics.md";

    private static readonly string Text = File.ReadAllText(Path.Combine(Places.Repository, Page))
        .ReplaceLineEndings("\n");

    /// <summary>The sections under the second-level headings.</summary>
    private static readonly string[] Entries = [.. Text.Split("\n## ").Skip(1)];

    [Fact]
    public void Page_has_exactly_one_entry_per_diagnostic_id() => Assert.Equal(
        PolicyDiagnostics.All.Select(rule => $"""<a id="{rule.Id.ToLowerInvariant()}"></a>{rule.Id}: {rule.Title}"""),
        Entries.Select(entry => entry.Split('\n')[0]));

    [Fact]
    public void Each_entry_states_cause_reason_fix_and_example() =>
        Assert.All(Entries, entry => Assert.Matches(Parts(), entry));

    [Fact]
    public void Help_link_of_each_rule_points_to_its_entry() => Assert.All(PolicyDiagnostics.All, rule =>
    {
        string anchor = rule.Id.ToLowerInvariant();
        Assert.Equal($"{Page}#{anchor}", rule.HelpLinkUri);
        Assert.Single(Anchors(), anchor);
    });

    [Fact]
    public void Internal_links_of_the_page_resolve() => Assert.All(
        Link().Matches(Text), link => Assert.Contains(link.Groups["anchor"].Value, Anchors()));

    [Fact]
    public void Entries_of_warnings_are_marked_as_warnings() => Assert.Equal(
        PolicyDiagnostics.All.Where(rule => rule.DefaultSeverity == DiagnosticSeverity.Warning)
            .Select(rule => rule.Id),
        Entries.Where(entry => entry.Contains("A warning:")).Select(entry => Id().Match(entry).Value));

    private static IEnumerable<string> Anchors() => Anchor().Matches(Text).Select(match => match.Groups["id"].Value);

    [GeneratedRegex(
        @"\n\n\*\*What\.\*\* \S.+\n\n\*\*Why\.\*\* \S.+\n\n\*\*How to fix it\.\*\* \S.+\n\n```[^`]+```\s*\z",
        RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex("""<a id="(?<id>[^"]+)"></a>""")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"\]\(#(?<anchor>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("TAP[0-9]{3}")]
    private static partial Regex Id();
}
