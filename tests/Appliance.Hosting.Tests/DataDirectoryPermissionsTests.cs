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
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
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
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
        Assert.Equal((isRejected, hasWarning), (error is not null, warning is not null));
        Assert.Contains(_files[isRejected || hasWarning ? name : ""], error ?? warning ?? _files[""]);
    }

    [RequiresFact(Needs.Root)]
    public async Task Foreign_owner_is_rejected_and_owner_hidden_by_a_user_namespace_warns()
    {
        await SecretFolder.ChownAsync("61234", _files.Folder);
        Assert.StartsWith(
            $"{_files.Folder} belongs to user 61234, ", DataDirectoryPermissions.Check(_files.Folder, out _));
        await SecretFolder.ChownAsync("65534", _files.Folder);
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
        Assert.Equal(SecretFolder.IsInUserNamespace, error is null);
        Assert.Contains("user 65534", error ?? warning);
        await SecretFolder.ChownAsync("0", _files.Folder);
        await SecretFolder.ChownAsync("61234", _files.Put("appliance.db", ""));
        Assert.Contains("appliance.db belongs to user 61234, ", DataDirectoryPermissions.Check(_files.Folder, out _));
    }

    [Fact]
    public void Missing_directory_is_accepted()
    {
        Assert.Null(DataDirectoryPermissions.Check(_files["new"], out string? warning));
        Assert.Null(warning);
    }
}
