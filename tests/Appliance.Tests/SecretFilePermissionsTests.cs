using Appliance.PolicyModel;
using Appliance.Secrets;
using Appliance.Testing;

namespace Appliance.Tests;

/// <summary>Who may change or read a secret's file: the rows of docs/secrets.md.</summary>
public sealed class SecretFilePermissionsTests : IDisposable
{
    private const string Stranger = "61234:61234";

    private readonly ReadSecrets _secrets = new();
    private readonly string _path;

    public SecretFilePermissionsTests() => _path = _secrets.Put("secret", ReadSecrets.Good);

    public void Dispose() => _secrets.Dispose();

    [LinuxTheory]
    [InlineData("0620")]
    [InlineData("0660")]
    [InlineData("0602")]
    [InlineData("0666")]
    [InlineData("0777")]
    public void A_file_that_others_may_write_is_refused(string mode)
    {
        FileModes.Set(_path, mode);
        SecretFinding found = ReadSecrets.ReadFile(_path);
        Assert.Equal(
            $"file:{_path}, the token secret of app web, is writable by others: its mode is {mode}. "
            + $"Run: chmod go-w {_path}", Assert.Single(found.Errors));
    }

    [LinuxTheory]
    [InlineData("0644")]
    [InlineData("0604")]
    [InlineData("0444")]
    [InlineData("0755")]
    public void A_file_that_others_may_read_is_warned_of(string mode)
    {
        FileModes.Set(_path, mode);
        SecretFinding found = ReadSecrets.ReadFile(_path);
        Assert.Empty(found.Errors);
        Assert.Equal("secret-readable", Assert.Single(found.Events));
        Assert.StartsWith($"Others may read {_path}: its mode is {mode}.", Assert.Single(found.Hints));
    }

    [LinuxTheory]
    [InlineData("0600")]
    [InlineData("0400")]
    [InlineData("0700")]
    public void A_file_of_its_owner_alone_is_taken(string mode)
    {
        FileModes.Set(_path, mode);
        Assert.True(ReadSecrets.ReadFile(_path).IsQuiet);
    }

    [RootFact]
    public async Task A_group_that_may_read_is_warned_of_unless_it_is_root_s()
    {
        FileModes.Set(_path, "0640");
        Assert.True(ReadSecrets.ReadFile(_path).IsQuiet);
        await ReadSecrets.ChownAsync("0:61234", _path);
        Assert.Equal(["secret-readable"], ReadSecrets.ReadFile(_path).Events);
    }

    [LinuxTheory]
    [InlineData("0720", true)]
    [InlineData("0702", true)]
    [InlineData("0777", true)]
    [InlineData("1777", false)]
    [InlineData("3777", false)]
    [InlineData("0755", false)]
    public void A_directory_that_others_may_write_is_refused_unless_it_is_sticky(string mode, bool isRefused)
    {
        FileModes.Set(_secrets.Folder, mode);
        SecretFinding found = ReadSecrets.ReadFile(_path);
        Assert.Equal(isRefused ? 1 : 0, found.Errors.Length);
        Assert.All(found.Errors, error => Assert.EndsWith(
            $", can be replaced by others: the mode of its directory is {mode}. "
            + $"Run: chmod go-w {_secrets.Folder}", error));
        Assert.Empty(found.Events);
    }

    [LinuxFact]
    public void A_link_is_followed_through_every_directory()
    {
        string open = Directory.CreateDirectory(_secrets["open"]).FullName;
        string shut = Directory.CreateDirectory(_secrets["shut"]).FullName;
        string target = _secrets.Put("open/target", ReadSecrets.Good);
        File.CreateSymbolicLink(_secrets["shut/second"], "../open/target");
        File.CreateSymbolicLink(_secrets["first"], Path.Combine(shut, "second"));
        Assert.True(ReadSecrets.ReadFile(_secrets["first"]).IsQuiet);

        FileModes.Set(target, "0644");
        Assert.Equal(["secret-readable"], ReadSecrets.ReadFile(_secrets["first"]).Events);
        FileModes.Set(target, "0666");
        Assert.Contains("its mode is 0666", Assert.Single(ReadSecrets.ReadFile(_secrets["first"]).Errors));

        FileModes.Set(target, "0600");
        foreach (string directory in new[] { open, shut })
        {
            FileModes.Set(directory, "0777");
            SecretFinding found = ReadSecrets.ReadFile(_secrets["first"]);
            Assert.Contains("can be replaced by others", Assert.Single(found.Errors));
            FileModes.Set(directory, "0755");
        }
    }

    [RootFact]
    public async Task Another_owner_of_file_directory_or_link_is_refused()
    {
        File.CreateSymbolicLink(_secrets["link"], _path);
        foreach (string owned in new[] { _path, _secrets.Folder, _secrets["link"] })
        {
            await ReadSecrets.ChownAsync(Stranger, owned);
            string error = Assert.Single(ReadSecrets.ReadFile(_secrets["link"]).Errors);
            Assert.Contains($", can be changed by user 61234. Run: chown root {owned}", error);
            await ReadSecrets.ChownAsync("0:0", owned);
        }
    }

    [RootFact]
    public async Task An_owner_that_a_user_namespace_hides_is_warned_of()
    {
        await ReadSecrets.ChownAsync("65534:65534", _path);
        SecretFinding found = ReadSecrets.ReadFile(_path);
        Assert.Equal(ReadSecrets.IsInUserNamespace ? 0 : 1, found.Errors.Length);
        Assert.Equal(ReadSecrets.IsInUserNamespace ? ["secret-owner"] : [], found.Events);
    }

    /// <summary>Its owner could make it to have its own files taken.</summary>
    [RootFact]
    public async Task A_link_of_another_user_does_not_make_a_mounted_secret()
    {
        File.CreateSymbolicLink(_secrets["..data"], "anywhere");
        await ReadSecrets.ChownAsync("61234", _secrets["..data"]);
        await ReadSecrets.ChownAsync("61234", _path);
        Assert.Single(ReadSecrets.ReadFile(_path).Errors);
    }

    /// <summary>As kubelet makes it: a sticky directory that all may write, and files that all may read behind a link.
    /// </summary>
    [LinuxFact]
    public void A_secret_that_Kubernetes_mounted_is_taken_without_a_warning()
    {
        FileModes.Set(_secrets.Folder, "3777");
        string version = Directory.CreateDirectory(_secrets["..2026_11_30_11_00_00.1"]).FullName;
        FileModes.Set(version, "2755");
        string file = _secrets.Put("..2026_11_30_11_00_00.1/mounted", ReadSecrets.Good);
        File.CreateSymbolicLink(_secrets["..data"], "..2026_11_30_11_00_00.1");
        File.CreateSymbolicLink(_secrets["mounted"], "..data/mounted");
        foreach (string mode in new[] { "0644", "0444", "0440" })
        {
            FileModes.Set(file, mode);
            Assert.True(ReadSecrets.ReadFile(_secrets["mounted"]).IsQuiet);
        }
        FileModes.Set(file, "0664");
        Assert.Single(ReadSecrets.ReadFile(_secrets["mounted"]).Errors);
    }

    [RootFact]
    public async Task A_secret_that_Docker_mounted_is_taken_without_a_warning_and_a_host_s_owner_with_one()
    {
        const string Mounts = "/run/secrets";
        bool isNew = !Directory.Exists(Mounts);
        Directory.CreateDirectory(Mounts);
        string path = Path.Combine(Mounts, Path.GetRandomFileName());
        try
        {
            File.Copy(_path, path);
            FileModes.Set(path, "0444");
            Assert.True(ReadSecrets.ReadFile(path).IsQuiet);
            await ReadSecrets.ChownAsync(Stranger, path);
            Assert.Equal(["secret-owner"], ReadSecrets.ReadFile(path).Events);
            FileModes.Set(path, "0646");
            Assert.Single(ReadSecrets.ReadFile(path).Errors);
        }
        finally
        {
            File.Delete(path);
            if (isNew)
                Directory.Delete(Mounts);
        }
    }

    [LinuxFact]
    public void None_is_made_up_in_the_place_of_a_refused_one()
    {
        FileModes.Set(_path, "0666");
        Keyring keyring = new(generateMissing: true);
        Assert.Null(keyring.OpenAll(new RotatedApps(new RotatedApp("web", new(SecretKind.File, _path)))));
        Assert.Single(keyring.Errors);
        Assert.Empty(keyring.Generated);
    }

    [LinuxFact]
    public void Previous_secrets_and_API_keys_are_held_to_the_same()
    {
        SecretSource Exposed(string name, string content)
        {
            string path = _secrets.Put(name, content);
            FileModes.Set(path, "0622");
            return new(SecretKind.File, path);
        }
        SecretFinding found = ReadSecrets.Read(
            new(SecretKind.File, _path), Exposed("before", ReadSecrets.Good + "1"),
            Exposed("key", ReadSecrets.Good + "2"));
        Assert.Equal(2, found.Errors.Length);
        Assert.Contains("the previous token secret of app web, is writable by others", found.Errors[0]);
        Assert.Contains("the API key of app web, is writable by others", found.Errors[1]);
    }
}
