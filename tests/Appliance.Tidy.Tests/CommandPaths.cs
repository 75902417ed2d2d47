using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.Tidy.Tests;

/// <summary>Parts of the repository that commands name: files, test classes, benchmarks, MSBuild properties.</summary>
internal static partial class CommandPaths
{
    /// <summary>Properties of the SDK.</summary>
    private static readonly string[] SdkProperties = ["EmitCompilerGeneratedFiles"];

    private static readonly string[] BuildFiles = ["*.csproj", "*.props", "*.targets"];

    private static readonly Lazy<string> Builds = new(() => string.Concat(
        BuildFiles.SelectMany(SourceTree.Find).Select(File.ReadAllText)));

    /// <summary>A sentence for each part that a command names and that does not exist.</summary>
    public static IEnumerable<string> MissingIn(string command)
    {
        foreach (Match path in RepositoryPath().Matches(command).Where(path => !Output().IsMatch(path.Value)))
        {
            if (!Exists(path.Value))
                yield return $"no file {path.Value}";
        }
        foreach (string name in ClassName().Matches(command).Select(match => match.Groups["name"].Value))
        {
            if (!SourceTree.CSharp.Any(file => Path.GetFileNameWithoutExtension(file.Path) == name))
                yield return $"no class {name}";
        }
        foreach (string name in Property().Matches(command).Select(match => match.Groups["name"].Value))
        {
            if (!SdkProperties.Contains(name) && !Builds.Value.Contains($"$({name})"))
                yield return $"no build file uses the property {name}";
        }
    }

    private static bool Exists(string path)
    {
        string full = Path.Combine(Places.Repository, path);
        return path.Contains('*')
            ? Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any()
            : Path.Exists(full);
    }

    [GeneratedRegex(@"(?<![\w/.~-])(?:bench|deploy|docs|generators|src|tests)/[\w./*-]+")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex Output();

    [GeneratedRegex(@"(?:FullyQualifiedName~|--filter '?\*)(?<name>\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"-p:(?<name>\w+)=")]
    private static partial Regex Property();
}
