using System.Diagnostics;
using Appliance.EndToEnd.Tests.Clients;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A static binary of the example policy, published once for all tests that use it.</summary>
public abstract class ExampleBinary : IDisposable
{
    private readonly PublishedBinary _published;

    private protected ExampleBinary(string? storage) => _published = new(storage: storage);

    /// <summary>The path of the executable.</summary>
    public string Path => _published.Path;

    public void Dispose()
    {
        _published.Dispose();
        GC.SuppressFinalize(this);
    }

    internal ProcessStartInfo Start(params string[] arguments) =>
        Commands.Start(Path, arguments, TestSecrets.Environment);
}

/// <summary>The shipped binary.</summary>
public sealed class Binary() : ExampleBinary(storage: null);

/// <summary>The binary that stores rooms and used tokens in memory only.</summary>
public sealed class MemoryBinary() : ExampleBinary(storage: "memory");

/// <summary>The binary of a policy, published on first use.</summary>
internal sealed class PublishedBinary : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-publish-").FullName;
    private readonly string? _policy;
    private readonly Lazy<string> _path;

    private readonly string? _storage;

    /// <param name="policy">The text of the policy; null: the repository's own.</param>
    /// <param name="storage">The storage back ends built in (<c>-p:Storage=</c>); null: all.</param>
    public PublishedBinary(string? policy = null, string? storage = null)
    {
        _policy = policy;
        _storage = storage;
        _path = new(Publish);
    }

    public string Path => _path.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Publish()
    {
        // Build servers would outlive the test and keep its pipes open.
        ProcessStartInfo publish = Commands.Start("dotnet",
        [
            "publish", System.IO.Path.Combine(Places.Repository, "src/Appliance"), "-c", "Release", "-r", "linux-x64",
            "-o", _folder, "--disable-build-servers", .. PolicyProperty(), .. StorageProperty(), .. ArtifactsPath(),
        ]);
        CommandResult result = Commands.RunAsync(publish, secondsMax: 1200).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return System.IO.Path.Combine(_folder, "appliance");
    }

    private string[] StorageProperty() => _storage is null ? [] : [$"-p:Storage={_storage}"];

    private string[] PolicyProperty()
    {
        if (_policy is null)
            return [];
        string file = System.IO.Path.Combine(_folder, "policies.json");
        File.WriteAllText(file, _policy);
        return [$"-p:PolicyFile={file}"];
    }

    /// <summary>Keeps builds with other options out of the repository's output folders.</summary>
    private string[] ArtifactsPath() =>
        _policy is null && _storage is null ? [] : ["--artifacts-path", System.IO.Path.Combine(_folder, "artifacts")];
}

/// <summary>Tests that share the published binaries.</summary>
[CollectionDefinition(nameof(Binary))]
public sealed class BinaryCollection
    : ICollectionFixture<Binary>, ICollectionFixture<MemoryBinary>, ICollectionFixture<CredentialBinary>,
        ICollectionFixture<LiveKitBinary>;
