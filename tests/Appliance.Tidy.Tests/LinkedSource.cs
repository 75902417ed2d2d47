using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Appliance.Tidy.Tests;

/// <summary>A <c>Compile</c> item that includes files of another folder.</summary>
/// <param name="By">The project, props or targets file.</param>
/// <param name="Pattern">The included path relative to the repository; it may contain wildcards.</param>
/// <param name="OnlyIn">The project to which a condition restricts it; null for all that import the file.</param>
internal sealed partial record LinkedSource(string By, string Pattern, string? OnlyIn = null)
{
    public static IReadOnlyList<LinkedSource> All { get; } = [.. new[] { "*.csproj", "*.props", "*.targets" }
        .SelectMany(SourceTree.Find)
        .SelectMany(path => In(path, XDocument.Load(path)))];

    public IEnumerable<SourceFile> Files => SourceTree.CSharp.Where(file => Regex.IsMatch(
        file.Path, "^" + Regex.Escape(Pattern).Replace(@"\*\*/", "(.*/)?").Replace(@"\*", "[^/]*") + "$"));

    /// <summary>The items of a project that leave its folder, and all items of props and targets, which another project
    /// may import.</summary>
    public static IEnumerable<LinkedSource> In(string path, XDocument document)
    {
        string folder = Path.GetDirectoryName(path)!;
        return document.Descendants("Compile")
            .Where(item => item.Attribute("Include") is not null)
            .SelectMany(item => item.Attribute("Include")!.Value.Split(';').Select(include =>
                new LinkedSource(SourceTree.Relative(path), PathOf(include), ProjectOf(item))))
            .Where(linked => !linked.Pattern.StartsWith(SourceTree.Relative(folder) + "/", StringComparison.Ordinal)
                || document.Root!.Attribute("Sdk") is null);

        string PathOf(string include) => SourceTree.Relative(
            Path.GetFullPath(Path.Combine(folder, Folders.Replace(include.Replace('\\', '/'), ""))));
    }

    private static string? ProjectOf(XElement item)
    {
        Match match = OfProject.Match(item.Parent?.Attribute("Condition")?.Value ?? "");
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"'\$\(MSBuildProjectName\)' == '([\w.]+)'")]
    private static partial Regex OfProject { get; }

    [GeneratedRegex(@"\$\(MSBuildThisFileDirectory\)|\$\(MSBuildProjectDirectory\)/?")]
    private static partial Regex Folders { get; }
}
