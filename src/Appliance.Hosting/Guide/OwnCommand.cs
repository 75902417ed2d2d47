namespace Appliance.Hosting.Guide;

/// <summary>How to start this executable again from the shell that started it, for commands that are printed to be
/// pasted. After <c>dotnet run</c> it is not on the PATH.</summary>
internal static class OwnCommand
{
    private const string Name = "appliance";

    /// <summary>The command of this process; the plain name if its file is unknown, as without /proc.</summary>
    public static string Current => Of(
        Environment.ProcessPath, Environment.GetCommandLineArgs()[0], Environment.CurrentDirectory,
        Environment.GetEnvironmentVariable("PATH"));

    /// <param name="executable">The file of the process: the appliance, or <c>dotnet</c> if that runs the assembly.
    /// </param>
    /// <param name="assembly">The first word of the command line, which is the assembly under <c>dotnet</c>.</param>
    /// <param name="directory">The working directory of the shell.</param>
    /// <param name="searchPath">The PATH of the shell.</param>
    public static string Of(string? executable, string assembly, string directory, string? searchPath)
    {
        if (executable is null)
            return Name;
        string name = Path.GetFileName(executable);
        string command = FindOnPath(name, searchPath) == executable ? name : Relative(executable, directory);
        return Path.GetFileNameWithoutExtension(name) == "dotnet"
            ? $"{command} {Relative(Path.GetFullPath(assembly, directory), directory)}"
            : command;
    }

    private static string? FindOnPath(string name, string? searchPath)
    {
        foreach (string folder in (searchPath ?? "").Split(Path.PathSeparator))
        {
            if (Path.IsPathRooted(folder) && Path.Combine(folder, name) is var path && File.Exists(path))
                return path;
        }
        return null;
    }

    /// <summary>The path from the working directory if the file is below it, and otherwise the whole path.</summary>
    private static string Relative(string path, string directory)
    {
        string relative = Path.GetRelativePath(directory, path);
        if (relative.StartsWith("..") || Path.IsPathRooted(relative))
            return ShellText.Word(path);
        return ShellText.Word(relative.Contains(Path.DirectorySeparatorChar) ? relative : $"./{relative}");
    }
}
