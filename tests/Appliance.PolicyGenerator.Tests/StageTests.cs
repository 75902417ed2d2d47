using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The stages of the compiler are namespaces, and references between them go one way.</summary>
public partial class StageTests
{
    private const string Root = "Appliance.PolicyGenerator";

    /// <summary>The stages that each stage uses. The namespace above them runs one after the other.</summary>
    private static readonly Dictionary<string, string[]> Uses = new()
    {
        ["Read"] = [],
        ["Model"] = [],
        ["Diagnostics"] = ["Model", "Read"],
        ["Dialects"] = ["Model"],
        ["Bind"] = ["Diagnostics", "Dialects", "Model", "Read"],
        ["Layout"] = ["Model"],
        ["Emit"] = ["Layout", "Model"],
    };

    private static readonly string Folder = Path.Combine(Places.Repository, "generators", Root);

    public static TheoryData<string> Stages => new(Uses.Keys);

    [Fact]
    public void Every_folder_is_a_stage() => Assert.Equal(
        Uses.Keys.Order(),
        Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!)
            .Except(["bin", "obj"]).Order());

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_uses_only_the_allowed_stages(string stage)
    {
        string[] sources =
            [.. Directory.GetFiles(Path.Combine(Folder, stage), "*.cs").Select(File.ReadAllText)];
        Assert.All(sources, source => Assert.Contains($"namespace {Root}.{stage};", source));
        Assert.Equal(
            Uses[stage],
            sources.SelectMany(source => StageName().Matches(source)).Select(name => name.Groups["stage"].Value)
                .Distinct().Except([stage]).Order());
    }

    /// <summary>A directive, or a name that is qualified with a stage.</summary>
    [GeneratedRegex(@"using Appliance\.PolicyGenerator\.(?<stage>\w+);"
        + @"|(?<![\w.])(?<stage>Read|Model|Dialects|Bind|Layout|Emit)\.\w")]
    private static partial Regex StageName();
}
