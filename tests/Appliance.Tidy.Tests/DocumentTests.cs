using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>Documents are found: links have a target, and the README is short and leads to the common tasks.</summary>
public class DocumentTests
{
    private const int ReadmeLinesMax = 150;

    private static readonly MarkdownFile Readme = MarkdownFile.All.Single(file => file.Path == "README.md");

    [Fact]
    public void Links_lead_to_existing_files_and_headings() => Findings.AssertNone(MarkdownFile.All
        .SelectMany(file => file.Links.Where(link => !Exists(file, link)).Select(link => $"{file.Path}: {link}")));

    [Theory]
    [InlineData("docs/missing.md")]
    [InlineData("docs/security.md#no-such-heading")]
    [InlineData("#no-such-heading")]
    public void A_planted_broken_link_is_found(string link) => Assert.False(Exists(Readme, link));

    [Fact]
    public void Readme_has_at_most_150_lines() => Assert.InRange(Readme.Lines.Length, 1, ReadmeLinesMax);

    /// <summary>Scripts and readers use the first block of commands.</summary>
    [Fact]
    public void Readme_begins_with_the_commands_to_run_and_to_test() => Assert.Equal(
        ["dotnet run --project src/Appliance -- serve --dev", "dotnet test"],
        Readme.Lines.SkipWhile(line => line != "## Try it").SkipWhile(line => line != "```sh run").Skip(1)
            .TakeWhile(line => line != "```"));

    [Theory]
    [InlineData("docs/operations/rotation.md")]
    [InlineData("docs/policy.md")]
    [InlineData("docs/CONTRIBUTING.md#a-vendor")]
    [InlineData("docs/performance.md")]
    public void Readme_links_to_the_common_tasks(string link) => Assert.Contains(link, Readme.Links);

    /// <summary>Each decision is a row of the index.</summary>
    [Fact]
    public void Index_of_decisions_is_complete()
    {
        MarkdownFile index = MarkdownFile.All.Single(file => file.Path == "docs/adr/README.md");
        Assert.Equal(
            MarkdownFile.All.Select(file => file.Path).Where(path => path.StartsWith("docs/adr/0")),
            index.Links.Select(link => index.Resolve(link).Path));
    }

    private static bool Exists(MarkdownFile file, string link)
    {
        (string path, string anchor) = file.Resolve(link);
        if (anchor == "")
            return Path.Exists(Path.Combine(Places.Repository, path));
        return MarkdownFile.All.SingleOrDefault(target => target.Path == path) is { } found
            && found.Anchors.Contains(anchor);
    }
}
