using System.Runtime.CompilerServices;

namespace Appliance.TestKit;

/// <summary>Paths of the repository and its sibling folders, derived from the path of this source file.</summary>
public static class Places
{
    /// <summary>The folder that holds Appliance.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of shared cases beside the repository; it may be missing.</summary>
    public static string SharedCases { get; } = Path.GetFullPath(Path.Combine(Repository, "../shared/cases"));

    /// <summary>The seeds of the fuzzer.</summary>
    public static string FuzzCorpus { get; } = Path.Combine(Repository, "tests/Appliance.Fuzz/corpus");

    private static string FindRepository([CallerFilePath] string thisFile = "")
    {
        string? folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Appliance.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"no Appliance.sln above {thisFile}");
    }
}
