using System.Runtime.CompilerServices;

namespace Appliance.TestKit;

/// <summary>Where the repository and what stands beside it are, found from this source file's own path.</summary>
public static class Places
{
    /// <summary>The folder that holds Appliance.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of cases from elsewhere; it need not exist.</summary>
    public static string SharedCases { get; } = Path.GetFullPath(Path.Combine(Repository, "../shared/cases"));

    /// <summary>The folder of what the fuzzer starts from.</summary>
    public static string FuzzCorpus { get; } = Path.Combine(Repository, "tests/Appliance.Fuzz/corpus");

    private static string FindRepository([CallerFilePath] string thisFile = "")
    {
        string? folder = Path.GetDirectoryName(thisFile);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Appliance.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"no Appliance.sln above {thisFile}");
    }
}
