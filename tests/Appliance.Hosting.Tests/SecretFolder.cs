using Appliance.Hosting.Secrets;
using Appliance.PolicyModel;
using Appliance.TestHost;
using Appliance.TestKit;

namespace Appliance.Hosting.Tests;

/// <summary>A keyring's errors and warnings about secrets.</summary>
internal sealed record SecretFinding(string[] Errors, string[] Events, string[] Hints)
{
    /// <summary>The secret is accepted without a warning.</summary>
    public bool IsQuiet => Errors.Length == 0 && Events.Length == 0;

    public override string ToString() =>
        $"{string.Join(" / ", Errors)} | {string.Join(" / ", Events.Zip(Hints))}";
}

/// <summary>A temporary folder of secrets.</summary>
internal sealed class SecretFolder : IDisposable
{
    /// <summary>32 random bytes in base64url.</summary>
    public const string Good = "kqT1vJ0mZr8xWc5bN2hYd7LsGf4uPe9aRoXiEyQwBzM";

    /// <summary>Outside of a user namespace, 65534 is an ordinary user.</summary>
    public static bool IsInUserNamespace { get; } = !File.ReadAllText("/proc/self/uid_map")
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SequenceEqual(["0", "0", "4294967295"]);

    public string Folder { get; } = Directory.CreateTempSubdirectory("appliance-secrets-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Writes a secret that only its owner may read.</summary>
    public string Put(string name, byte[] content)
    {
        string path = this[name];
        File.WriteAllBytes(path, content);
        FileModes.Set(path, "0600");
        return path;
    }

    public string Put(string name, string content) => Put(name, System.Text.Encoding.UTF8.GetBytes(content));

    public static async Task ChownAsync(string owner, string path) => Assert.Equal(0,
        (await TestKit.Commands.RunAsync(TestKit.Commands.Start("chown", ["-h", owner, path]))).ExitCode);

    public static SecretFinding Read(SecretSource source) => Read(source, previous: null, apiKey: null);

    /// <summary>Opens a policy of one app with these secrets.</summary>
    public static SecretFinding Read(SecretSource source, SecretSource? previous, SecretSource? apiKey)
    {
        Keyring keyring = new(generateMissing: false);
        bool isOpen = keyring.OpenAll(new RotatedApps(new RotatedApp("web", source, previous, apiKey))) is not null;
        Assert.Equal(isOpen, keyring.Errors.Count == 0);
        return new(
            [.. keyring.Errors], [.. keyring.Warnings.Select(warning => warning.Event)],
            [.. keyring.Warnings.Select(warning => warning.Hint)]);
    }

    public static SecretFinding ReadFile(string path) => Read(new(SecretKind.File, path));
}
