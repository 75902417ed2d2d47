using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Appliance.Testing;

namespace Appliance.Storage.Tests;

/// <summary>What a build leaves out is not there, and says so where it is asked for.</summary>
public sealed class StorageBuildTests
{
    [Theory]
    [InlineData("memory", false, false)]
    [InlineData("sqlite", true, false)]
    [InlineData("all", true, true)]
    public async Task A_flavour_refers_to_its_own_packages_alone(string flavour, bool hasSqlite, bool hasRedis)
    {
        using TestFolder folder = new();
        CommandResult result = await Commands.RunAsync(Commands.Start("dotnet",
        [
            "build", Path.Combine(Places.Repository, "src/Appliance.Storage"), $"-p:Storage={flavour}",
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
    public async Task Another_word_is_refused()
    {
        using TestFolder folder = new();
        CommandResult result = await Commands.RunAsync(Commands.Start("dotnet",
        [
            "build", Path.Combine(Places.Repository, "src/Appliance.Storage"), "-p:Storage=postgres",
            "--artifacts-path", folder.Path, "--disable-build-servers",
        ]), secondsMax: 300);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Storage is 'postgres': all, sqlite or memory.", result.Output);
    }

    [Fact]
    public async Task What_there_is_can_be_opened()
    {
        using TestFolder folder = new();
        using (OpenStorage memory = StorageFactory.OpenMemory(1_000))
            Assert.Equal(1_001, memory.Ledger.CompleteSinceSeconds);
        using (OpenStorage sqlite = StorageFactory.OpenSqlite(folder["data"], 1_000, Assert.Fail))
            Assert.Equal(StorageOutcome.Done, await sqlite.Ledger.RedeemAsync(TestLedger.Key(1)));
        Assert.Empty(StorageFactory.CheckSqlite(folder["data"]));
        StorageFactory.BackupSqlite(folder["data"], folder["backup"]);
        Assert.True(File.Exists(folder["backup"]));
        Assert.Throws<StorageException>(() => StorageFactory.ConnectRedis("no address", null, Assert.Fail));
    }
}
