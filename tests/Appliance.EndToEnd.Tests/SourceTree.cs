using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A copy of the sources that a test changes and builds; disposing deletes it.</summary>
internal sealed class SourceTree : IDisposable
{
    private static readonly string[] Roots = ["src", "generators"];
    private static readonly string[] Files =
    [
        "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "policies.json",
        "docs/api/openapi.yaml",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-tree-").FullName;

    public SourceTree()
    {
        foreach (string file in Files.Concat(Roots.SelectMany(Sources)))
            Write(file, File.ReadAllText(Path.Combine(Places.Repository, file)));
    }

    /// <summary>The built executable's assembly.</summary>
    public string Assembly => PathOf("src/Appliance/bin/Debug/net10.0/appliance.dll");

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    /// <summary>Inserts one line after the line that ends with this text; there must be exactly one.</summary>
    public void InsertLine(string file, string after, string line)
    {
        List<string> lines = [.. File.ReadAllLines(PathOf(file))];
        int index = lines.FindIndex(text => text.EndsWith(after, StringComparison.Ordinal));
        Assert.True(index >= 0 && lines.FindLastIndex(text => text.EndsWith(after, StringComparison.Ordinal)) == index,
            $"{file}: not exactly one line ends with {after}");
        lines.Insert(index + 1, line);
        File.WriteAllLines(PathOf(file), lines);
    }

    public async Task BuildAsync()
    {
        CommandResult result = await Commands.RunAsync(
            Commands.Start("dotnet", ["build", PathOf("src/Appliance"), "--disable-build-servers", "-nologo"]),
            secondsMax: 600);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>The files below a folder, except build outputs.</summary>
    private static IEnumerable<string> Sources(string root) =>
        Directory.EnumerateFiles(Path.Combine(Places.Repository, root), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Places.Repository, path))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj"));
}
