using System.Diagnostics;
using System.Reflection;
using Appliance.TestKit;

namespace Appliance.PolicyPackage.Tests;

/// <summary>A local feed with the package, packed once for all tests, and the projects that use it.</summary>
public sealed class Feed : IDisposable
{
    /// <summary>A version that no other feed has.</summary>
    public const string Version = "1.0.0-tested";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-package-").FullName;
    private readonly Lazy<string> _package;

    public Feed() => _package = new(Pack);

    /// <summary>The package file.</summary>
    public string Package => _package.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A project outside the repository that uses the package.</summary>
    internal Consumer NewConsumer(string name, string frameworks = "net8.0")
    {
        Assert.True(File.Exists(Package));
        string folder = Path.Combine(_folder, "consumers", name);
        Directory.CreateDirectory(folder);
        Dictionary<string, string> environment = new() { ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages") };
        return new Consumer(folder, name, frameworks, environment);
    }

    private string Pack()
    {
        string feed = Path.Combine(_folder, "feed");
        // Separate outputs: other tests build the generator in its default folder concurrently.
        ProcessStartInfo pack = Commands.Start("dotnet",
        [
            "pack", Path.Combine(Places.Repository, "src/Appliance.PolicyPackage"), "-o", feed, $"-p:Version={Version}",
            "--artifacts-path", Path.Combine(_folder, "artifacts"), "--disable-build-servers", "-p:NuGetAudit=false",
        ]);
        CommandResult result = Commands.RunAsync(pack, secondsMax: 300).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), Configuration(feed));
        return Assert.Single(Directory.GetFiles(feed));
    }

    /// <summary>The package comes from this feed; all other packages come from the restore folder of this
    /// build.</summary>
    private static string Configuration(string feed) => $"""
        <configuration>
          <packageSources>
            <add key="feed" value="{feed}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="feed">
              <package pattern="Appliance.Policies" />
            </packageSource>
          </packageSourceMapping>
          <fallbackPackageFolders>
            <add key="restored" value="{RestoredPackages}" />
          </fallbackPackageFolders>
        </configuration>
        """;

    private static string RestoredPackages => typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NuGetPackageRoot").Value!;
}

/// <summary>Tests that share one package.</summary>
[CollectionDefinition(nameof(Feed))]
public sealed class FeedCollection : ICollectionFixture<Feed>;
