using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>docs/architecture.md shows the references that the project files contain.</summary>
public class ProjectDiagramTests
{
    private const string UpdateVariable = "APPLIANCE_UPDATE_DOCS";

    private static readonly string Document = Path.Combine(Places.Repository, "docs/architecture.md");

    [Fact]
    public void Architecture_page_shows_the_project_references()
    {
        string text = File.ReadAllText(Document);
        string expected = ProjectDiagram.Replace(text, ProjectDiagram.Draw(ProjectFile.Shipped, LinkedSource.All));
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1" && text != expected)
            File.WriteAllText(Document, text = expected);
        Assert.True(text == expected, $"docs/architecture.md: the diagram differs from the project files. Run "
            + $"{UpdateVariable}=1 dotnet test tests/Appliance.Tidy.Tests --filter {nameof(ProjectDiagramTests)}");
    }

    [Fact]
    public void A_planted_arrow_is_removed()
    {
        string planted = $"before\n{ProjectDiagram.Begin}    Appliance.Json --> Appliance\n{ProjectDiagram.End}after\n";
        string replaced = ProjectDiagram.Replace(planted, ProjectDiagram.Draw(ProjectFile.Shipped, LinkedSource.All));
        Assert.DoesNotContain("Appliance.Json --> Appliance\n", replaced);
        Assert.Contains("    Appliance.Tokens --> Appliance.Json\n", replaced);
        Assert.Contains("    Appliance.PolicyModel -. built with .-> Appliance.PolicyGenerator\n", replaced);
        Assert.StartsWith("before\n", replaced);
        Assert.EndsWith("after\n", replaced);
    }
}
