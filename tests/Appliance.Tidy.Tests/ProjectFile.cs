using System.Xml.Linq;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>The contents of a csproj. Paths are relative to the repository, with forward slashes.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _document;

    private ProjectFile(string path)
    {
        _document = XDocument.Load(path);
        Path = SourceTree.Relative(path);
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        Folder = Path[..Path.LastIndexOf('/')];
        AssemblyName = Property("AssemblyName") ?? Name;
        RootNamespace = Property("RootNamespace") ?? Name;
        References = [.. _document.Descendants("ProjectReference").Select(ProjectReference.From)];
    }

    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. SourceTree.Projects.Select(path => new ProjectFile(path))];

    /// <summary>The projects of src and generators.</summary>
    public static IReadOnlyList<ProjectFile> Shipped { get; } = [.. All.Where(project => project.IsShipped)];

    public string Path { get; }

    public string Name { get; }

    public string Folder { get; }

    public string AssemblyName { get; }

    public string RootNamespace { get; }

    public bool IsShipped => Folder.Split('/')[0] is "src" or "generators";

    public IReadOnlyList<ProjectReference> References { get; }

    /// <summary>The project file itself and the props and targets that it imports by a relative path.</summary>
    public IEnumerable<string> Sources => Items("Import", "Project")
        .Select(import => import.Replace("$(MSBuildThisFileDirectory)", ""))
        .Where(import => !import.Contains('$'))
        .Select(import => SourceTree.Relative(System.IO.Path.GetFullPath(
            import, System.IO.Path.Combine(Places.Repository, Folder))))
        .Prepend(Path);

    public string? Property(string name) => _document.Descendants(name).FirstOrDefault()?.Value;

    /// <summary>An attribute of all items of a kind.</summary>
    public IEnumerable<string> Items(string kind, string attribute = "Include") => _document.Descendants(kind)
        .Select(item => item.Attribute(attribute)?.Value)
        .OfType<string>();

    /// <summary>The project whose folder holds a file.</summary>
    public static ProjectFile Of(string file) => All
        .Where(project => file.StartsWith(project.Folder + "/", StringComparison.Ordinal))
        .MaxBy(project => project.Folder.Length)
        ?? throw new InvalidOperationException($"{file} is in no project's folder");

    /// <summary>The namespace that the folder of a file implies: the project's root namespace and the folders below the
    /// project's.</summary>
    public static string NamespaceOf(string file)
    {
        ProjectFile project = Of(file);
        string below = file[..file.LastIndexOf('/')][project.Folder.Length..];
        return project.RootNamespace + below.Replace('/', '.');
    }
}

/// <summary>A reference to another project.</summary>
/// <param name="Name">The other project.</param>
/// <param name="IsAssembly">False if the project is only built before: an analyzer, or a program to start.</param>
/// <param name="IsAnalyzer">Whether it runs in the compiler.</param>
internal sealed record ProjectReference(string Name, bool IsAssembly, bool IsAnalyzer)
{
    public static ProjectReference From(XElement item) => new(
        Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')),
        item.Attribute("ReferenceOutputAssembly")?.Value != "false",
        item.Attribute("OutputItemType")?.Value == "Analyzer");
}
