using System.Xml.Linq;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>One file lists the sources that a second shipped project compiles.</summary>
public class LinkedSourceTests
{
    private const string List = "src/LinkedSources.props";

    [Fact]
    public void Only_the_generator_and_the_package_import_the_list() => Assert.Equal(
        ["Appliance.PolicyGenerator", "Appliance.PolicyPackage"],
        SourceTree.Projects
            .Where(path => XDocument.Load(path).Descendants("Import")
                .Any(import => import.Attribute("Project")!.Value.EndsWith(Path.GetFileName(List))))
            .Select(path => Path.GetFileNameWithoutExtension(path)));

    [Fact]
    public void List_has_whole_folders_and_every_exception_exists()
    {
        XElement[] items = [.. XDocument.Load(Path.Combine(Places.Repository, List)).Descendants("Compile")];
        Assert.Equal(
            ["Appliance.Json/**/*.cs", "Appliance.PolicyModel/**/*.cs", "Appliance.Tokens/**/*.cs"],
            PathsOf(items, "Include"));
        Findings.AssertNone(
            PathsOf(items, "Remove").Where(path => !File.Exists(Path.Combine(Places.Repository, "src", path))));
    }

    private static IEnumerable<string> PathsOf(XElement[] items, string attribute) => items
        .Select(item => item.Attribute(attribute)?.Value).OfType<string>()
        .Select(path => path.Replace("$(MSBuildThisFileDirectory)", ""));
}
