using System.Xml.Linq;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>Project references are one-way, and every project is in the solution.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Appliance.Json"] = [],
        ["Appliance.Http"] = ["Appliance.Connections"],
        ["Appliance.Linux"] = [],
        ["Appliance.Listening"] = ["Appliance.Connections", "Appliance.Linux"],
        ["Appliance.LoadGenerator"] = ["Appliance.Linux", "Appliance.Listening"],
        ["Appliance.PolicyModel"] = ["Appliance.Json", "Appliance.PolicyGenerator"],
        ["Appliance.Tokens"] = ["Appliance.Json", "Appliance.PolicyModel"],
        ["Appliance.Connections"] = [],
        ["Appliance.Storage"] = ["Appliance.Linux"],
        ["Appliance.Rooms"] = ["Appliance.Json", "Appliance.PolicyModel", "Appliance.Storage"],
        ["Appliance.Endpoints"] =
        [
            "Appliance.Http", "Appliance.Json", "Appliance.PolicyModel", "Appliance.Rooms", "Appliance.Storage",
            "Appliance.Tokens",
        ],
        ["Appliance.Hosting"] =
            ["Appliance.Endpoints", "Appliance.Linux", "Appliance.Listening", "Appliance.Storage"],
        ["Appliance"] = ["Appliance.Hosting", "Appliance.LoadGenerator"],
        ["Appliance.PolicyGenerator"] = [],
        // Sources are linked, not referenced; the generator is packed as a file.
        ["Appliance.PolicyPackage"] = ["Appliance.PolicyGenerator"],
    };

    private static readonly string[] UsersOfPackages =
        ["Appliance", "Appliance.PolicyPackage", "Appliance.PolicyGenerator", "Appliance.Storage"];

    public static TheoryData<string> ShippedProjects => new(AllowedReferences.Keys);

    [Theory]
    [MemberData(nameof(ShippedProjects))]
    public void Project_references_are_limited_to_the_allowed_ones(string name) =>
        Assert.Equal(AllowedReferences[name].Order(), Items(ProjectFile(name), "ProjectReference").Order());

    [Fact]
    public void Every_shipped_project_has_an_entry_in_AllowedReferences() => Assert.Equal(
        AllowedReferences.Keys.Order(),
        SourceTree.Projects.Where(IsShipped).Select(path => Path.GetFileNameWithoutExtension(path)!).Order());

    [Fact]
    public void NuGet_packages_are_referenced_only_by_executable_generator_package_and_storage() => Findings.AssertNone(
        SourceTree.Projects.Where(IsShipped)
        .Where(path => !UsersOfPackages.Contains(Path.GetFileNameWithoutExtension(path)))
        .Where(path => Items(path, "PackageReference").Any()));

    [Fact]
    public void Generator_is_an_analyzer_only_of_the_policy_model() => Assert.Equal(
        ["Appliance.PolicyModel"],
        SourceTree.Projects.Where(IsShipped)
            .Where(path => XDocument.Load(path).Descendants("ProjectReference")
                .Any(reference => reference.Attribute("OutputItemType")?.Value == "Analyzer"))
            .Select(path => Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void Exactly_one_project_is_packable() => Assert.Equal(
        ["Appliance.PolicyPackage.csproj: true", "Directory.Build.props: false"],
        SourceTree.Projects.Append(Path.Combine(Places.Repository, "Directory.Build.props"))
            .SelectMany(path => XDocument.Load(path).Descendants("IsPackable")
                .Select(setting => $"{Path.GetFileName(path)}: {setting.Value}")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Places.Repository, "Appliance.sln"));
        Findings.AssertNone(SourceTree.Projects
            .Where(path => !IsPeer(path))
            .Where(path => !solution.Contains(SourceTree.Relative(path).Replace('/', '\\'))));
    }

    /// <summary>Peers are outside the solution; only the comparison script publishes them.</summary>
    [Fact]
    public void Every_peer_is_built_by_the_comparison_script()
    {
        string peers = File.ReadAllText(Path.Combine(Places.Repository, "bench/peers/peers.sh"));
        string[] names = peers.Split([' ', '(', ')', '|', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Findings.AssertNone(SourceTree.Projects
            .Where(IsPeer)
            .Where(path => !names.Contains(Path.GetFileName(Path.GetDirectoryName(path)))));
    }

    [Fact]
    public void Every_package_version_has_a_comment_with_its_reason()
    {
        string[] exempt = ["BenchmarkDotNet", "xunit", "CsCheck", "Microsoft.CodeAnalysis.CSharp"];
        XDocument packages = XDocument.Load(Path.Combine(Places.Repository, "Directory.Packages.props"));
        Findings.AssertNone(packages.Descendants("PackageVersion")
            .Where(package => !exempt.Contains(package.Attribute("Include")!.Value))
            .Where(package => package.NodesBeforeSelf().LastOrDefault(node => node is not XText) is not XComment)
            .Select(package => package.Attribute("Include")!.Value));
    }

    private static bool IsShipped(string path) =>
        SourceTree.Relative(path).Split('/')[0] is "src" or "generators";

    private static bool IsPeer(string path) =>
        SourceTree.Relative(path).StartsWith("bench/peers/", StringComparison.Ordinal);

    private static string ProjectFile(string name) =>
        SourceTree.Projects.Single(path => Path.GetFileNameWithoutExtension(path) == name);

    private static IEnumerable<string> Items(string project, string kind) => XDocument.Load(project)
        .Descendants(kind)
        .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));
}
