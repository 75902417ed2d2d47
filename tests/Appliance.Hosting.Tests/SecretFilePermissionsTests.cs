using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Hosting.Tests;

/// <summary>Permissions of a secret's file: the rows of docs/secrets.md.</summary>
public sealed class SecretFilePermissionsTests : IDisposable
{
    private const string Stranger = "61234:61234";

    private readonly SecretFolder _secrets = new();
    private readonly string _path;

    public SecretFilePermissionsTests() => _path = _secrets.Put("secret", SecretFolder.Good);

    public void Dispose() => _secrets.Dispose();

    [RequiresTheory(Needs.Linux)]
    [InlineData("0620")]
    [InlineData("0660")]
    [InlineData("0602")]
    [InlineData("0666")]
    [InlineData("0777")]
    public void File_writable_by_others_is_rejected(string mode)
    {
        FileModes.Set(_path, mode);
        SecretFinding found = SecretFolder.ReadFile(_path);
        Assert.Equal(
            $"file:{_path}, the token secret of app web, is writable by others: its mode is {mode}. "
            + $"Run: chmod go-w {_path}", Assert.Single(found.Errors));
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("0644")]
    [InlineData("0604")]
    [InlineData("0444")]
    [InlineData("0755")]
    public void File_readable_by_others_warns(string mode)
    {
        FileModes.Set(_path, mode);
        SecretFinding found = SecretFolder.ReadFile(_path);
        Assert.Empty(found.Errors);
        Assert.Equal("secret-readable", Assert.Single(found.Events));
        Assert.StartsWith($"Others may read {_path}: its mode is {mode}.", Assert.Single(found.Hints));
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("0600")]
    [InlineData("0400")]
    [InlineData("0700")]
    public void File_accessible_only_to_its_owner_is_accepted(string mode)
    {
        FileModes.Set(_path, mode);
        Assert.True(SecretFolder.ReadFile(_path).IsQuiet);
    }

    [RequiresFact(Needs.Root)]
    public async Task File_readable_by_a_group_warns_unless_the_group_is_root()
    {
        FileModes.Set(_path, "0640");
        Assert.True(SecretFolder.ReadFile(_path).IsQuiet);
        await SecretFolder.ChownAsync("0:61234", _path);
        Assert.Equal(["secret-readable"], SecretFolder.ReadFile(_path).Events);
    }

    [RequiresTheory(Needs.Linux)]
    [InlineData("0720", true)]
    [InlineData("0702", true)]
    [InlineData("0777", true)]
    [InlineData("1777", false)]
    [InlineData("3777", false)]
    [InlineData("0755", false)]
    public void Directory_writable_by_others_is_rejected_unless_sticky(string mode, bool isRejected)
    {
        FileModes.Set(_secrets.Folder, mode);
        SecretFinding found = SecretFolder.ReadFile(_path);
        Assert.Equal(isRejected ? 1 : 0, found.Errors.Length);
        Assert.All(found.Errors, error => Assert.EndsWith(
            $", can be replaced by others: the mode of its directory is {mode}. "
            + $"Run: chmod go-w {_secrets.Folder}", error));
        Assert.Empty(found.Events);
    }

    [RequiresFact(Needs.Linux)]
    public void Symbolic_link_is_checked_through_every_directory()
    {
        string open = Directory.CreateDirectory(_secrets["open"]).FullName;
        string shut = Directory.CreateDirectory(_secrets["shut"]).FullName;
        string target = _secrets.Put("open/target", SecretFolder.Good);
        File.CreateSymbolicLink(_secrets["shut/second"], "../open/target");
        File.CreateSymbolicLink(_secrets["first"], Path.Combine(shut, "second"));
        Assert.True(SecretFolder.ReadFile(_secrets["first"]).IsQuiet);

        FileModes.Set(target, "0644");
        Assert.Equal(["secret-readable"], SecretFolder.ReadFile(_secrets["first"]).Events);
        FileModes.Set(target, "0666");
        Assert.Contains("its mode is 0666", Assert.Single(SecretFolder.ReadFile(_secrets["first"]).Errors));

        FileModes.Set(target, "0600");
        foreach (string directory in new[] { open, shut })
        {
            FileModes.Set(directory, "0777");
            SecretFinding found = SecretFolder.ReadFile(_secrets["first"]);
            Assert.Contains("can be replaced by others", Assert.Single(found.Errors));
            FileModes.Set(directory, "0755");
        }
    }

    [RequiresFact(Needs.Root)]
    public async Task Foreign_owner_of_file_directory_or_link_is_rejected()
    {
        File.CreateSymbolicLink(_secrets["link"], _path);
        foreach (string owned in new[] { _path, _secrets.Folder, _secrets["link"] })
        {
            await SecretFolder.ChownAsync(Stranger, owned);
            string error = Assert.Single(SecretFolder.ReadFile(_secrets["link"]).Errors);
            Assert.Contains($", can be changed by user 61234. Run: chown root {owned}", error);
            await SecretFolder.ChownAsync("0:0", owned);
        }
    }

    [RequiresFact(Needs.Root)]
    public async Task Owner_hidden_by_a_user_namespace_warns()
    {
        await SecretFolder.ChownAsync("65534:65534", _path);
        SecretFinding found = SecretFolder.ReadFile(_path);
        Assert.Equal(SecretFolder.IsInUserNamespace ? 0 : 1, found.Errors.Length);
        Assert.Equal(SecretFolder.IsInUserNamespace ? ["secret-owner"] : [], found.Events);
    }

    /// <summary>Otherwise a user could create the link to have own files accepted.</summary>
    [RequiresFact(Needs.Root)]
    public async Task Kubernetes_link_of_another_user_does_not_mark_a_mounted_secret()
    {
        File.CreateSymbolicLink(_secrets["..data"], "anywhere");
        await SecretFolder.ChownAsync("61234", _secrets["..data"]);
        await SecretFolder.ChownAsync("61234", _path);
        Assert.Single(SecretFolder.ReadFile(_path).Errors);
    }

    /// <summary>The layout of kubelet: a sticky directory writable by all, and files readable by all behind a link.
    /// </summary>
    [RequiresFact(Needs.Linux)]
    public void Secret_mounted_by_Kubernetes_is_accepted_without_warning()
    {
        FileModes.Set(_secrets.Folder, "3777");
        string version = Directory.CreateDirectory(_secrets["..2026_11_30_11_00_00.1"]).FullName;
        FileModes.Set(version, "2755");
        string file = _secrets.Put("..2026_11_30_11_00_00.1/mounted", SecretFolder.Good);
        File.CreateSymbolicLink(_secrets["..data"], "..2026_11_30_11_00_00.1");
        File.CreateSymbolicLink(_secrets["mounted"], "..data/mounted");
        foreach (string mode in new[] { "0644", "0444", "0440" })
        {
            FileModes.Set(file, mode);
            Assert.True(SecretFolder.ReadFile(_secrets["mounted"]).IsQuiet);
        }
        FileModes.Set(file, "0664");
        Assert.Single(SecretFolder.ReadFile(_secrets["mounted"]).Errors);
    }

    [RequiresFact(Needs.Root)]
    public async Task Secret_mounted_by_Docker_is_accepted_and_an_owner_of_the_host_warns()
    {
        const string Mounts = "/run/secrets";
        bool isNew = !Directory.Exists(Mounts);
        Directory.CreateDirectory(Mounts);
        string path = Path.Combine(Mounts, Path.GetRandomFileName());
        try
        {
            File.Copy(_path, path);
            FileModes.Set(path, "0444");
            Assert.True(SecretFolder.ReadFile(path).IsQuiet);
            await SecretFolder.ChownAsync(Stranger, path);
            Assert.Equal(["secret-owner"], SecretFolder.ReadFile(path).Events);
            FileModes.Set(path, "0646");
            Assert.Single(SecretFolder.ReadFile(path).Errors);
        }
        finally
        {
            File.Delete(path);
            if (isNew)
                Directory.Delete(Mounts);
        }
    }

    [RequiresFact(Needs.Linux)]
    public void No_secret_is_generated_in_place_of_a_rejected_one()
    {
        FileModes.Set(_path, "0666");
        Keyring keyring = new(generateMissing: true);
        Assert.Null(keyring.OpenAll(new RotatedApps(new RotatedApp("web", new(SecretKind.File, _path)))));
        Assert.Single(keyring.Errors);
        Assert.Empty(keyring.Generated);
    }

    [RequiresFact(Needs.Linux)]
    public void Previous_secret_and_API_key_obey_the_same_permission_rules()
    {
        SecretSource Exposed(string name, string content)
        {
            string path = _secrets.Put(name, content);
            FileModes.Set(path, "0622");
            return new(SecretKind.File, path);
        }
        SecretFinding found = SecretFolder.Read(
            new(SecretKind.File, _path), Exposed("before", SecretFolder.Good + "1"),
            Exposed("key", SecretFolder.Good + "2"));
        Assert.Equal(2, found.Errors.Length);
        Assert.Contains("the previous token secret of app web, is writable by others", found.Errors[0]);
        Assert.Contains("the API key of app web, is writable by others", found.Errors[1]);
    }
}
