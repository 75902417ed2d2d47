using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Appliance.TestKit;

namespace Appliance.Storage.Tests;

/// <summary>Builds with a subset of the storage back ends.</summary>
public sealed class StorageBuildTests
{
    [Theory]
    [InlineData("memory", false, false)]
    [InlineData("sqlite", true, false)]
    [InlineData("all", true, true)]
    public async Task Build_references_only_the_packages_of_its_storage(string kind, bool hasSqlite, bool hasRedis)
    {
        using TestFolder folder = new();
        CommandResult result = await Commands.RunAsync(Commands.Start("dotnet",
        [
            "build", Path.Combine(Places.Repository, "src/Appliance.Storage"), $"-p:Storage={kind}",
            "--artifacts-path", folder.Path, "--disable-build-servers",
        ]), secondsMax: 300);
        Assert.True(result.ExitCode == 0, result.Output);
        string library = Directory.GetFiles(folder.Path, "Appliance.Storage.dll", SearchOption.AllDirectories)
            .Single(path => Path.GetRelativePath(folder.Path, path).StartsWith("bin"));
        using PEReader file = new(File.OpenRead(library));
        MetadataReader metadata = file.GetMetadataReader();
        string[] references = [.. metadata.AssemblyReferences.Select(
            handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
        Assert.Equal(hasSqlite, references.Contains("SQLitePCLRaw.core"));
        Assert.Equal(hasRedis, references.Contains("StackExchange.Redis"));
    }

    [Fact]
    public async Task Unknown_storage_fails_the_build()
    {
        using TestFolder folder = new();
        CommandResult result = await Commands.RunAsync(Commands.Start("dotnet",
        [
            "build", Path.Combine(Places.Repository, "src/Appliance.Storage"), "-p:Storage=postgres",
            "--artifacts-path", folder.Path, "--disable-build-servers",
        ]), secondsMax: 300);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Storage is 'postgres': set it to all, sqlite or memory.", result.Output);
    }
}
