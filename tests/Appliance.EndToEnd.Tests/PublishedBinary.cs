using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>
/// A binary that is published when a test first needs it, and once for all tests. All binaries share one folder of
/// build outputs, so that only the projects that a policy or storage changes are compiled again. They stay there for
/// the next run.
/// </summary>
/// <param name="name">The folder of the executable.</param>
/// <param name="policy">The text of the policy; null: the repository's own.</param>
/// <param name="storage">The storage back ends built in (<c>-p:Storage=</c>); null: all.</param>
internal sealed class PublishedBinary(string name, string? policy = null, string? storage = null)
{
    private const string Folder = "tests/Appliance.EndToEnd.Tests/obj/published";

    /// <summary>One at a time, because they share the build outputs.</summary>
    private static readonly Lock PublishLock = new();

    private readonly Lazy<string> _path = new(() => Publish(name, policy, storage));

    /// <summary>The path of the executable.</summary>
    public string Path => _path.Value;

    private static string Publish(string name, string? policy, string? storage)
    {
        string output = PathOf(name);
        string policyFile = PathOf("policies.json");
        lock (PublishLock)
        {
            WritePolicy(policyFile, policy ?? File.ReadAllText(
                System.IO.Path.Combine(Places.Repository, "policies.json")));
            DeleteOutdated(System.IO.Path.Combine(output, "appliance"));
            // Build servers would outlive the test and keep its pipes open.
            CommandResult result = Commands.RunAsync(
                Commands.Start("dotnet",
                [
                    "publish", System.IO.Path.Combine(Places.Repository, "src/Appliance"),
                    "-c", "Release", "-r", "linux-x64", "-o", output, "--artifacts-path", PathOf("artifacts"),
                    // The build of the solution analyzes these sources, and StorageBuildTests those of other storage.
                    "-p:RunAnalyzers=false",
                    "--disable-build-servers", $"-p:PolicyFile={policyFile}", $"-p:Storage={storage ?? "all"}",
                ]),
                secondsMax: 1200).GetAwaiter().GetResult();
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }
        return System.IO.Path.Combine(output, "appliance");
    }

    /// <summary>The build links again only if its objects change: a change of its options must do so too.</summary>
    private static void DeleteOutdated(string binary)
    {
        string appliance = System.IO.Path.Combine(Places.Repository, "src/Appliance");
        IEnumerable<string> options = Directory.EnumerateFiles(appliance, "*.targets")
            .Concat(Directory.EnumerateFiles(appliance, "*.csproj"))
            .Concat(Directory.EnumerateFiles(Places.Repository, "Directory.*"));
        if (File.Exists(binary)
            && options.All(file => File.GetLastWriteTimeUtc(file) < File.GetLastWriteTimeUtc(binary)))
            return;
        string outputs = PathOf("artifacts/obj/Appliance");
        if (Directory.Exists(outputs))
            Directory.Delete(outputs, recursive: true);
    }

    /// <summary>The compiler runs again only if the file is newer than its output.</summary>
    private static void WritePolicy(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        if (!File.Exists(file) || File.ReadAllText(file) != text)
            File.WriteAllText(file, text);
    }

    private static string PathOf(string name) => System.IO.Path.Combine(Places.Repository, Folder, name);
}
