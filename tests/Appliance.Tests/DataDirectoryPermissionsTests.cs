using Appliance.Files;
using Appliance.Testing;

namespace Appliance.Tests;

/// <summary>Who may change or read a data directory: the rows of docs/secrets.md.</summary>
public sealed class DataDirectoryPermissionsTests : IDisposable
{
    private readonly ReadSecrets _files = new();

    public void Dispose() => _files.Dispose();

    [LinuxTheory]
    [InlineData("0700", false, false)]
    [InlineData("0701", false, false)]
    [InlineData("0705", false, true)]
    [InlineData("0755", false, true)]
    [InlineData("0720", true, false)]
    [InlineData("0770", true, false)]
    [InlineData("0702", true, false)]
    [InlineData("0777", true, false)]
    [InlineData("1777", true, false)]
    public void A_directory_is_judged_by_its_mode(string mode, bool isRefused, bool isWarnedOf)
    {
        FileModes.Set(_files.Folder, mode);
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
        Assert.Equal((isRefused, isWarnedOf), (error is not null, warning is not null));
        if (isRefused)
            Assert.StartsWith($"{_files.Folder} is writable by others, ", error);
        if (isWarnedOf)
            Assert.StartsWith($"Others may read or change {_files.Folder}: its mode is {mode}, ", warning);
    }

    [LinuxTheory]
    [InlineData("appliance.db", "0600", false, false)]
    [InlineData("appliance.db", "0644", false, true)]
    [InlineData("appliance.db", "0666", true, false)]
    [InlineData("appliance.db-wal", "0620", true, false)]
    [InlineData("appliance.commits", "0602", true, false)]
    [InlineData("appliance.lock", "0666", true, false)]
    [InlineData("other", "0666", false, false)]
    public void So_are_its_files(string name, string mode, bool isRefused, bool isWarnedOf)
    {
        FileModes.Set(_files.Put(name, ""), mode);
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
        Assert.Equal((isRefused, isWarnedOf), (error is not null, warning is not null));
        Assert.Contains(_files[isRefused || isWarnedOf ? name : ""], error ?? warning ?? _files[""]);
    }

    [RootFact]
    public async Task Another_owner_is_refused_and_one_that_a_user_namespace_hides_is_warned_of()
    {
        await ReadSecrets.ChownAsync("61234", _files.Folder);
        Assert.StartsWith(
            $"{_files.Folder} belongs to user 61234, ", DataDirectoryPermissions.Check(_files.Folder, out _));
        await ReadSecrets.ChownAsync("65534", _files.Folder);
        string? error = DataDirectoryPermissions.Check(_files.Folder, out string? warning);
        Assert.Equal(ReadSecrets.IsInUserNamespace, error is null);
        Assert.Contains("user 65534", error ?? warning);
        await ReadSecrets.ChownAsync("0", _files.Folder);
        await ReadSecrets.ChownAsync("61234", _files.Put("appliance.db", ""));
        Assert.Contains("appliance.db belongs to user 61234, ", DataDirectoryPermissions.Check(_files.Folder, out _));
    }

    [Fact]
    public void One_that_is_not_there_yet_is_taken()
    {
        Assert.Null(DataDirectoryPermissions.Check(_files["new"], out string? warning));
        Assert.Null(warning);
    }
}
