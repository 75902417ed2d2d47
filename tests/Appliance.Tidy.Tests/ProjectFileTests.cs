using System.Xml.Linq;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>A project of src offers others its public types, neither its internals nor its sources.</summary>
public class ProjectFileTests
{
    /// <summary>Files that may compile sources of other folders, with the folders.</summary>
    private static readonly Dictionary<string, string[]> LinkedFolders = new()
    {
        // A generator cannot reference another project's assembly; the package is one for another framework.
        ["src/LinkedSources.props"] = ["src/Appliance.Json", "src/Appliance.PolicyModel", "src/Appliance.Tokens"],
        // Both tools send the same request.
        ["bench/Appliance.Load/Appliance.Load.csproj"] = ["bench/Appliance.Bench"],
        // The peers share their messages, and each is published by itself.
        ["bench/peers/kestrel/Kestrel.props"] = ["bench/peers/kestrel"],
    };

    [Fact]
    public void No_shipped_project_grants_another_access_to_its_internals() =>
        Findings.AssertNone(ProjectFile.Shipped.SelectMany(Friends));

    [Fact]
    public void Sources_of_other_folders_are_compiled_only_by_listed_files() =>
        Findings.AssertNone(Unlisted(LinkedSource.All));

    [Fact]
    public void Every_listed_folder_is_linked() => Findings.AssertNone(LinkedFolders
        .SelectMany(row => row.Value.Select(folder => (By: row.Key, Folder: folder)))
        .Where(entry => !LinkedSource.All.Any(linked => linked.By == entry.By && IsIn(linked, entry.Folder)))
        .Select(entry => $"{entry.By}: links nothing of {entry.Folder}"));

    [Fact]
    public void Every_link_finds_a_file() => Findings.AssertNone(LinkedSource.All
        .Where(linked => !linked.Files.Any())
        .Select(linked => $"{linked.By}: {linked.Pattern} does not exist"));

    [Theory]
    [InlineData("../Appliance.Http/HttpStatus.cs")]
    [InlineData("..\\Appliance.Http\\**\\*.cs")]
    [InlineData("$(MSBuildThisFileDirectory)../Appliance.Http/*.cs")]
    public void A_planted_link_is_found(string include)
    {
        LinkedSource linked = Assert.Single(Planted(include));
        Assert.NotEmpty(linked.Files);
        Assert.Single(Unlisted([linked]));
    }

    [Fact]
    public void An_item_of_the_projects_folder_is_no_link() => Assert.Empty(Planted("Extra/**/*.cs"));

    private static IEnumerable<string> Friends(ProjectFile project) => project.Items("InternalsVisibleTo")
        .Where(friend => ProjectFile.Shipped.Any(other => friend == other.AssemblyName || friend == other.Name))
        .Select(friend => $"{project.Name} grants {friend} access to its internals");

    private static IEnumerable<string> Unlisted(IEnumerable<LinkedSource> links) => links
        .Where(linked => !LinkedFolders.TryGetValue(linked.By, out string[]? folders)
            || !folders.Any(folder => IsIn(linked, folder)))
        .Select(linked => $"{linked.By}: compiles {linked.Pattern}");

    private static bool IsIn(LinkedSource linked, string folder) =>
        linked.Pattern.StartsWith(folder + "/", StringComparison.Ordinal);

    private static LinkedSource[] Planted(string include) =>
    [
        .. LinkedSource.In(
            Path.Combine(Places.Repository, "src/Appliance.Storage/Appliance.Storage.csproj"),
            new XDocument(new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
                new XElement("ItemGroup", new XElement("Compile", new XAttribute("Include", include)))))),
    ];
}
