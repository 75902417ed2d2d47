using System.Xml.Linq;
using Appliance.Testing;

namespace Appliance.Tidy.Tests;

/// <summary>The tree shows the architecture: references go one way, and every project is in the solution.</summary>
public class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Appliance.Json"] = [],
        ["Appliance.Http"] = [],
        ["Appliance.Listening"] = [],
        ["Appliance.LoadGenerator"] = ["Appliance.Listening"],
        ["Appliance.PolicyModel"] = ["Appliance.Json", "Appliance.PolicyGenerator"],
        ["Appliance.Tokens"] = ["Appliance.Json", "Appliance.PolicyModel"],
        ["Appliance.Storage"] = [],
        ["Appliance.Endpoints"] =
            ["Appliance.Http", "Appliance.Json", "Appliance.PolicyModel", "Appliance.Storage", "Appliance.Tokens"],
        ["Appliance"] = ["Appliance.LoadGenerator", "Appliance.Endpoints", "Appliance.Listening", "Appliance.Storage"],
        ["Appliance.PolicyGenerator"] = [],
        // Linked sources in the place of references, and the generator as a file to pack.
        ["Appliance.PolicyPackage"] = ["Appliance.PolicyGenerator"],
    };

    private static readonly string[] UsersOfPackages =
        ["Appliance", "Appliance.PolicyPackage", "Appliance.PolicyGenerator", "Appliance.Storage"];

    public static TheoryData<string> ShippedProjects => new(AllowedReferences.Keys);

    [Theory]
    [MemberData(nameof(ShippedProjects))]
    public void References_go_one_way(string name) =>
        Assert.Equal(AllowedReferences[name].Order(), Items(ProjectFile(name), "ProjectReference").Order());

    [Fact]
    public void Every_shipped_project_has_a_rule_here() => Assert.Equal(
        AllowedReferences.Keys.Order(),
        SourceTree.Projects.Where(IsShipped).Select(path => Path.GetFileNameWithoutExtension(path)!).Order());

    [Fact]
    public void Only_the_executable_the_generator_the_package_and_storage_use_packages() => Findings.AssertNone(
        SourceTree.Projects.Where(IsShipped)
        .Where(path => !UsersOfPackages.Contains(Path.GetFileNameWithoutExtension(path)))
        .Where(path => Items(path, "PackageReference").Any()));

    [Fact]
    public void The_generator_is_an_analyzer_of_the_policies_alone() => Assert.Equal(
        ["Appliance.PolicyModel"],
        SourceTree.Projects.Where(IsShipped)
            .Where(path => XDocument.Load(path).Descendants("ProjectReference")
                .Any(reference => reference.Attribute("OutputItemType")?.Value == "Analyzer"))
            .Select(path => Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void The_package_is_the_policies_the_tokens_and_what_they_refer_to() => Assert.Equal(
        ["../Appliance.Json/**/*.cs", "../Appliance.PolicyModel/**/*.cs", "../Appliance.Tokens/**/*.cs"],
        XDocument.Load(ProjectFile("Appliance.PolicyPackage")).Descendants("Compile")
            .Select(item => item.Attribute("Include")!.Value));

    [Fact]
    public void One_project_makes_a_package() => Assert.Equal(
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

    /// <summary>They are published for comparison alone, and by nobody else.</summary>
    [Fact]
    public void Every_peer_is_built_by_the_comparison()
    {
        string peers = File.ReadAllText(Path.Combine(Places.Repository, "bench/peers/peers.sh"));
        string[] names = peers.Split([' ', '(', ')', '|', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Findings.AssertNone(SourceTree.Projects
            .Where(IsPeer)
            .Where(path => !names.Contains(Path.GetFileName(Path.GetDirectoryName(path)))));
    }

    [Fact]
    public void Every_package_but_the_named_ones_says_why_it_is_here()
    {
        string[] named = ["BenchmarkDotNet", "xunit", "CsCheck", "Microsoft.CodeAnalysis.CSharp"];
        XDocument packages = XDocument.Load(Path.Combine(Places.Repository, "Directory.Packages.props"));
        Findings.AssertNone(packages.Descendants("PackageVersion")
            .Where(package => !named.Contains(package.Attribute("Include")!.Value))
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
