using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Appliance.Tidy.Tests;

/// <summary>A <c>Compile</c> item that includes files of another folder.</summary>
/// <param name="By">The project, props or targets file.</param>
/// <param name="Pattern">The included path relative to the repository; it may contain wildcards.</param>
internal sealed partial record LinkedSource(string By, string Pattern)
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
            .Select(item => item.Attribute("Include")?.Value)
            .OfType<string>()
            .SelectMany(include => include.Split(';'))
            .Select(include => Folders.Replace(include.Replace('\\', '/'), ""))
            .Select(include => SourceTree.Relative(Path.GetFullPath(Path.Combine(folder, include))))
            .Where(include => !include.StartsWith(SourceTree.Relative(folder) + "/", StringComparison.Ordinal)
                || document.Root!.Attribute("Sdk") is null)
            .Select(include => new LinkedSource(SourceTree.Relative(path), include));
    }

    [GeneratedRegex(@"\$\(MSBuildThisFileDirectory\)|\$\(MSBuildProjectDirectory\)/?")]
    private static partial Regex Folders { get; }
}
