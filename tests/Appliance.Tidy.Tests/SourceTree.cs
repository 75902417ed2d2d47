using Appliance.TestKit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Appliance.Tidy.Tests;

/// <summary>The source files of the repository, without build outputs.</summary>
internal static class SourceTree
{
    private static readonly string[] Roots = ["src", "generators", "bench", "tests"];

    public static IReadOnlyList<SourceFile> CSharp { get; } =
        [.. Find("*.cs").AsParallel().AsOrdered().Select(path => new SourceFile(path))];

    public static IReadOnlyList<string> Projects { get; } = [.. Find("*.csproj")];

    /// <summary>The path relative to the repository, with forward slashes.</summary>
    public static string Relative(string path) =>
        Path.GetRelativePath(Places.Repository, path).Replace('\\', '/');

    public static IEnumerable<string> Find(string pattern) => Roots
        .Select(root => Path.Combine(Places.Repository, root))
        .SelectMany(root => Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories))
        .Where(path => !Relative(path).Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
        .Order(StringComparer.Ordinal);
}

/// <summary>A C# file with its lines and syntax tree.</summary>
internal sealed class SourceFile(string path)
{
    /// <summary>All optional parts of the program are compiled in.</summary>
    public static CSharpParseOptions Options { get; } =
        new(LanguageVersion.Preview, preprocessorSymbols: ["DEBUG", "NET"]);

    public string Path { get; } = SourceTree.Relative(path);

    public string[] Lines { get; } = File.ReadAllLines(path);

    public SyntaxNode Root { get; } = CSharpSyntaxTree
        .ParseText(File.ReadAllText(path), Options, SourceTree.Relative(path))
        .GetRoot();

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}
