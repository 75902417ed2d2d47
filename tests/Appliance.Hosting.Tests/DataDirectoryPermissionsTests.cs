using Appliance.Hosting.Files;
using Appliance.TestKit;

namespace Appliance.Hosting.Tests;

/// <summary>Permissions of a data directory: the rows of docs/secrets.md.</summary>
public sealed class DataDirectoryPermissionsTests : IDisposable
{
    private readonly SecretFolder _files = new();

    public void Dispose() => _files.Dispose();

    [RequiresTheory(Needs.Linux)]
    [InlineData("0700", false, false)]
    [InlineData("0701", false, false)]
    [InlineData("0705", false, true)]
    [InlineData("0755", false, true)]
    [InlineData("0720", true, false)]
    [InlineData("0770", true, false)]
    [InlineData("0702", true, false)]
    [InlineData("0777", true, false)]
    [InlineData("1777", true, false)]
    public void Writable_directory_is_rejected_and_readable_directory_warns(
        string mode, bool isRejected, bool hasWarning)
    {
        FileModes.Set(_files.Folder, mode);
        string? error = Check(out string? warning);
        Assert.Equal((isRejected, hasWarning), (error is not null, warning is not null));
        if (isRejected)
            Assert.StartsWith($"{_files.Folder} is writable by others, ", error);
        if (hasWarning)
            Assert.StartsWith($"Others may read or change {_files.Folder}: its mode is {mode}, ", warning);
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("appliance.db", "0600", false, false)]
    [InlineData("appliance.db", "0644", false, true)]
    [InlineData("appliance.db", "0666", true, false)]
    [InlineData("appliance.db-wal", "0620", true, false)]
    [InlineData("appliance.commits", "0602", true, false)]
    [InlineData("appliance.lock", "0666", true, false)]
    [InlineData("other", "0666", false, false)]
    public void Writable_database_file_is_rejected_and_readable_file_warns(
        string name, string mode, bool isRejected, bool hasWarning)
    {
        FileModes.Set(_files.Put(name, ""), mode);
        string? error = Check(out string? warning);
        Assert.Equal((isRejected, hasWarning), (error is not null, warning is not null));
        Assert.Contains(_files[isRejected || hasWarning ? name : ""], error ?? warning ?? _files[""]);
    }

    [RequiresFact(Needs.Root)]
    public async Task Foreign_owner_is_rejected_and_owner_hidden_by_a_user_namespace_warns()
    {
        await SecretFolder.ChownAsync("61234", _files.Folder);
        Assert.StartsWith($"{_files.Folder} belongs to user 61234, ", Check(out _));
        await SecretFolder.ChownAsync("65534", _files.Folder);
        string? error = Check(out string? warning);
        Assert.Equal(SecretFolder.IsInUserNamespace, error is null);
        Assert.Contains("user 65534", error ?? warning);
        await SecretFolder.ChownAsync("0", _files.Folder);
        await SecretFolder.ChownAsync("61234", _files.Put("appliance.db", ""));
        Assert.Contains("appliance.db belongs to user 61234, ", Check(out _));
    }

    [RequiresFact(Needs.Root)]
    public async Task Root_reads_the_directory_of_a_services_user_and_neither_serves_from_it_nor_changes_it()
    {
        await SecretFolder.ChownAsync("61234:61235", _files.Folder);
        await SecretFolder.ChownAsync("61234", _files.Put("appliance.db", ""));
        Assert.Null(Check(out string? warning, DataDirectoryUse.Read));
        Assert.Null(warning);
        Assert.Contains("Serve as that user, ", Check(out _));
        Assert.Contains("--reuid=61234 --regid=61235 ", Check(out _, DataDirectoryUse.Change));

        await SecretFolder.ChownAsync("61236", _files.Put("appliance.lock", ""));
        Assert.Contains("appliance.lock belongs to user 61236, ", Check(out _, DataDirectoryUse.Read));
    }

    [RequiresFact(Needs.Root)]
    public async Task Root_reads_the_files_of_a_services_user_in_a_directory_of_root()
    {
        await SecretFolder.ChownAsync("61234", _files.Put("appliance.db", ""));
        Assert.Null(Check(out string? warning, DataDirectoryUse.Read));
        Assert.Null(warning);
    }

    /// <summary>A backup that root restored without giving it to the service's user.</summary>
    [RequiresFact(Needs.Root)]
    public async Task File_of_root_in_the_directory_of_a_services_user_is_rejected_with_the_command_to_run()
    {
        string database = _files.Put("appliance.db", "");
        await SecretFolder.ChownAsync("61234", _files.Folder);
        string error = Check(out _, DataDirectoryUse.Read)!;
        Assert.StartsWith($"{database} belongs to root and its directory to user 61234, who cannot open it.", error);
        string command = error.Split("Run: ")[1];
        Assert.Equal(0, (await TestKit.Commands.RunAsync(TestKit.Commands.Start("sh", ["-c", command]))).ExitCode);
        Assert.Null(Check(out _, DataDirectoryUse.Read));
    }

    [Fact]
    public void Missing_directory_is_accepted()
    {
        Assert.Null(DataDirectoryPermissions.Check(_files["new"], DataDirectoryUse.Serve, out string? warning));
        Assert.Null(warning);
    }

    private string? Check(out string? warning, DataDirectoryUse use = DataDirectoryUse.Serve) =>
        DataDirectoryPermissions.Check(_files.Folder, use, out warning);
}
