using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>Comments, messages, test names and documents are plain technical English.</summary>
public class WordingTests
{
    private static readonly string[] Extensions =
        [".cs", ".md", ".csproj", ".props", ".targets", ".sh", ".service", ".socket"];

    private static readonly string[] Roots = ["src", "generators", "bench", "tests", "docs", "deploy", ".ci"];

    /// <summary>Texts that are not this project's: recorded inputs, packages of others, and the list itself.</summary>
    private static readonly string[] Excluded =
        ["tests/Appliance.Fuzz/corpus/", "tests/Appliance.Tidy.Tests/Wording", "/fixtures/"];

    [Fact]
    public void Sources_and_documents_use_the_terms_of_the_field() => Findings.AssertNone(Files()
        .SelectMany(path => File.ReadLines(path)
            .Select((line, index) => (Line: index + 1, Offence: Wording.OffenceIn(line)))
            .Where(line => line.Offence is not null)
            .Select(line => $"{SourceTree.Relative(path)}:{line.Line}: {line.Offence}")));

    [Fact]
    public void The_scan_covers_sources_tests_and_documents()
    {
        string[] files = [.. Files().Select(SourceTree.Relative)];
        Assert.Contains("README.md", files);
        Assert.Contains("docs/security.md", files);
        Assert.Contains("src/Appliance/Program.cs", files);
        Assert.Contains("tests/Appliance.Tidy.Tests/SizeTests.cs", files);
        Assert.True(files.Length > 700, $"{files.Length} files");
    }

    [Theory]
    [InlineData("/// <summary>Whoever hears of it reads again.</summary>")]
    [InlineData("// Nobody waits for it.")]
    [InlineData("Log.Error(\"storage\", \"reads all anew\");")]
    [InlineData("    public void A_key_that_is_unfit_is_refused()")]
    [InlineData("    private void BeginAnew()")]
    [InlineData("    /// <summary>What is left is reset.</summary>")]
    [InlineData("// Who misses one reads again.")]
    [InlineData("A used token would be good again.")]
    [InlineData("**How to mend it.** Remove it.")]
    public void A_planted_offence_is_found(string line) => Assert.NotNull(Wording.OffenceIn(line));

    [Theory]
    [InlineData("/// <summary>On a gap in versions, resync.</summary>")]
    [InlineData("    public void Idempotency_key_reuse_with_other_body_is_rejected()")]
    [InlineData("We recommend commenting amendments.")]
    [InlineData("What is left? Nothing.")]
    public void Plain_English_is_accepted(string line) => Assert.Null(Wording.OffenceIn(line));

    private static IEnumerable<string> Files() => Roots
        .Select(root => Path.Combine(Places.Repository, root))
        .Where(Directory.Exists)
        .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Places.Repository))
        .Where(path => Extensions.Contains(Path.GetExtension(path)) || Path.GetFileName(path) == "run")
        .Where(path => !SourceTree.Relative(path).Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
        .Where(path => !Excluded.Any(excluded => SourceTree.Relative(path).Contains(excluded)))
        .Order(StringComparer.Ordinal);
}
