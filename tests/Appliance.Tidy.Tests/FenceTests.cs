using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>Each fence of a document has a mark that says how a test checks it, and paths in commands exist.</summary>
public partial class FenceTests
{
    [Fact]
    public void Every_fence_has_a_valid_mark() => Findings.AssertNone(Documents.Fences.SelectMany(FaultsOf));

    [Fact]
    public void Paths_projects_and_classes_in_commands_exist() => Findings.AssertNone(Documents.Fences
        .Where(fence => fence.IsShell)
        .SelectMany(fence => CommandPaths.MissingIn(ShellCommands.TextOf(fence)).Select(
            missing => $"{fence.Place}: {missing}")));

    [Fact]
    public void The_scan_covers_the_documents_with_commands()
    {
        Assert.True(Documents.Fences.Count > 100, $"{Documents.Fences.Count} fences");
        string[] documents =
        [
            "README.md", "bench/README.md", "docs/api/appliance.md", "docs/operations/install.md",
            "generators/Appliance.PolicyGenerator/language.md", "src/Appliance.PolicyPackage/README.md",
            "tests/Appliance.Fuzz/README.md",
        ];
        Assert.All(documents, document => Assert.Contains(Documents.Fences, fence => fence.Document == document));
    }

    [Theory]
    [InlineData("```\nls\n```", "no mark after ''")]
    [InlineData("```sh\nls\n```", "no mark after 'sh'")]
    [InlineData("```sh check\nls\n```", "unknown mark 'check'")]
    [InlineData("```sh run slow\nls\n```", "unknown word 'slow' after 'run'")]
    [InlineData("```sh run exit\nls\n```", "unknown word 'exit' after 'run'")]
    [InlineData("```json file\n{}\n```", "'file' needs one name")]
    [InlineData("```python valid\n1\n```", "'valid' is for json, ")]
    [InlineData("- a list:\n\n  ```console\n  $ ls\n  ```", "no mark after 'console'")]
    [InlineData("```text\n$ curl localhost\n```", "a figure has the command '$ curl localhost'")]
    [InlineData("```text\ndotnet test\n```", "a figure has the command 'dotnet test'")]
    [InlineData("```text\n{\"token\":\"…\"}\n```", "a figure has JSON")]
    [InlineData("```json test NoSuchTests\n{}\n```", "no test class NoSuchTests")]
    [InlineData("```json test SizeTests\n{}\n```", "SizeTests does not read planted.md")]
    public void A_planted_fault_in_a_mark_is_found(string text, string fault) => Assert.StartsWith(
        fault, Assert.Single(Fence.ReadAll("planted.md", text).SelectMany(FaultsOf)).Split(": ", 2)[1]);

    [Fact]
    public void A_planted_fence_without_end_is_found() =>
        Assert.Throws<FormatException>(() => Fence.ReadAll("planted.md", "```sh run\nls\n"));

    [Theory]
    [InlineData("bench/nosuch 1", "bench/nosuch")]
    [InlineData("dotnet run --project src/Nosuch -- serve", "src/Nosuch")]
    [InlineData("dotnet test tests/Appliance.Http.Tests --filter FullyQualifiedName~NoSuchTests", "NoSuchTests")]
    [InlineData("dotnet run --project bench/Appliance.Bench -- --filter '*NoSuchBenchmarks*'", "NoSuchBenchmarks")]
    [InlineData("dotnet build src/Appliance -p:PolicyFiel=x", "PolicyFiel")]
    public void A_planted_wrong_path_is_found(string command, string missing) =>
        Assert.Contains(missing, Assert.Single(CommandPaths.MissingIn(command)));

    private static IEnumerable<string> FaultsOf(Fence fence)
    {
        string? fault = fence.Error ?? fence.Check switch
        {
            FenceCheck.Figure => FaultOfFigure(fence),
            FenceCheck.Test => FaultOfTest(fence),
            _ => null,
        };
        return fault is null ? [] : [$"{fence.Place}: {fault}"];
    }

    private static string? FaultOfFigure(Fence fence)
    {
        if (fence.Lines.FirstOrDefault(line => Command().IsMatch(line)) is { } command)
            return $"a figure has the command '{command}'";
        return fence.Lines.Any(line => line.TrimStart() is ['{', ..] or ['[', ..]) ? "a figure has JSON" : null;
    }

    private static string? FaultOfTest(Fence fence)
    {
        SourceFile[] classes =
            [.. SourceTree.CSharp.Where(file => Path.GetFileNameWithoutExtension(file.Path) == fence.Argument)];
        if (classes is not [var test])
            return $"no test class {fence.Argument}";
        string folder = Path.GetDirectoryName(test.Path)!;
        return SourceTree.CSharp.Where(file => Path.GetDirectoryName(file.Path) == folder).Any(
            file => (file == test || !file.Path.EndsWith("Tests.cs")) && Names(file, fence.Document))
            ? null : $"{fence.Argument} does not read {fence.Document}";
    }

    private static bool Names(SourceFile file, string document) => file.Lines.Any(
        line => line.Contains($"{document}\"") || line.Contains($"\"{Path.GetFileName(document)}\""));

    [GeneratedRegex(
        @"^\s*(\$ |(\./|out/)?appliance |(sudo|dotnet|curl|apt-get|systemctl|docker|npm|node|git|bash|redis-cli)\s)")]
    private static partial Regex Command();
}
