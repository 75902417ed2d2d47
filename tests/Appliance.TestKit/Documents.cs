namespace Appliance.TestKit;

/// <summary>The Markdown files of the repository.</summary>
public static class Documents
{
    private static readonly string[] Roots = ["bench", "deploy", "docs", "generators", "src", "tests"];

    /// <summary>Paths relative to the repository.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Roots.Select(root => Path.Combine(Places.Repository, root)).SelectMany(Find)
            .Concat(Directory.EnumerateFiles(Places.Repository, "*.md"))
            .Select(path => Path.GetRelativePath(Places.Repository, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The fences of all documents.</summary>
    public static IReadOnlyList<Fence> Fences { get; } = [.. Paths.SelectMany(FencesOf)];

    /// <param name="path">Relative to the repository.</param>
    public static IReadOnlyList<Fence> FencesOf(string path) =>
        Fence.ReadAll(path, File.ReadAllText(Path.Combine(Places.Repository, path)));

    /// <summary>Build outputs and installed packages are not searched.</summary>
    private static IEnumerable<string> Find(string folder) => Directory.EnumerateFiles(folder, "*.md").Concat(
        Directory.EnumerateDirectories(folder)
            .Where(sub => Path.GetFileName(sub) is not ("bin" or "obj" or "node_modules"))
            .SelectMany(Find));
}
