using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Appliance.Tidy.Tests;

/// <summary>
/// A project of src or generators with all names resolved, without a build: its sources, against the compilations of
/// the projects that it references, the running framework and the packages of this test project. Source generators do
/// not run: <see cref="Generated"/> declares the parts of their output that the sources use.
/// </summary>
internal sealed class CompiledProject
{
    /// <summary>Members of generated types that the sources use.</summary>
    private const string Generated = """
        namespace Appliance
        {
            public static class Policies { public static Appliance.PolicyModel.CompiledPolicy Current => throw null!; }
        }
        """;

    private static readonly string[] ImplicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Appliance.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ConcurrentDictionary<string, Lazy<CompiledProject>> ByName = new();

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private CompiledProject(ProjectFile project)
    {
        Project = project;
        Files = [.. SourceTree.CSharp.Where(file => file.IsUnder(project.Folder))];
        Compilation = CSharpCompilation.Create(
            project.AssemblyName,
            Files.Select(file => file.Root.SyntaxTree).Concat(LinkedTrees()).Append(Preamble()),
            Framework.Concat(ReferencedProjects(project).Select(name => Of(name).Compilation.ToMetadataReference())),
            Options(project.Property("OutputType") == "Exe"));
    }

    public static IReadOnlyList<CompiledProject> All { get; } =
        [.. ProjectFile.Shipped.Select(project => Of(project.Name))];

    public ProjectFile Project { get; }

    /// <summary>The files in the project's folder, without linked ones.</summary>
    public IReadOnlyList<SourceFile> Files { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>The resolved names of one of the project's files; repeated calls share what has been bound.</summary>
    public SemanticModel Model(SyntaxTree tree) =>
        _models.GetOrAdd(tree, key => Compilation.GetSemanticModel(key));

    /// <summary>Compiles a text as the file <c>Planted.cs</c>, with others beside it, for planted offences.</summary>
    public static SemanticModel Plant(string source, params (string Path, string Text)[] others)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, SourceFile.Options, "Planted.cs");
        return CSharpCompilation.Create(
            "Planted",
            others.Select(file => CSharpSyntaxTree.ParseText(file.Text, SourceFile.Options, file.Path)).Prepend(tree),
            Framework,
            Options(isProgram: false)).GetSemanticModel(tree);
    }

    private static CompiledProject Of(string name) => ByName.GetOrAdd(
        name, key => new(() => new(ProjectFile.Shipped.Single(project => project.Name == key)))).Value;

    private static CSharpCompilationOptions Options(bool isProgram) => new(
        isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The projects referenced directly and through others.</summary>
    private static HashSet<string> ReferencedProjects(ProjectFile project)
    {
        HashSet<string> found = [];
        Stack<ProjectFile> pending = new([project]);
        while (pending.TryPop(out ProjectFile? next))
            foreach (ProjectReference reference in next.References.Where(reference => reference.IsAssembly))
                if (found.Add(reference.Name))
                    pending.Push(ProjectFile.Shipped.Single(other => other.Name == reference.Name));
        return found;
    }

    /// <summary>The files of other folders that the project compiles too.</summary>
    private IEnumerable<SyntaxTree> LinkedTrees() => LinkedSource.All
        .Where(linked => Project.Sources.Contains(linked.By))
        .SelectMany(linked => linked.Files)
        .Select(file => file.Root.SyntaxTree);

    /// <summary>Global usings, attributes and types that the project file adds to the sources.</summary>
    private SyntaxTree Preamble()
    {
        IEnumerable<string> usings = ImplicitUsings
            .Except(Project.Items("Using", "Remove"))
            .Except(Project.Folder.StartsWith("src/", StringComparison.Ordinal) ? ["System.Linq"] : [])
            .Concat(Project.Items("Using"));
        string text = string.Concat(usings.Select(name => $"global using global::{name};\n"))
            + string.Concat(Project.Items("InternalsVisibleTo").Select(
                name => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{name}\")]\n"))
            + (Project.Property("PoliciesNamespace") is null ? "" : Generated);
        return CSharpSyntaxTree.ParseText(text, SourceFile.Options);
    }
}
