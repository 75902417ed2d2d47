using System.Diagnostics;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>The static binary, published once for all tests that ask for it.</summary>
public sealed class Binary : IDisposable
{
    private readonly Lazy<string> _path;
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-publish-").FullName;

    public Binary() => _path = new(Publish);

    /// <summary>Where the executable is.</summary>
    public string Path => _path.Value;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal ProcessStartInfo Start(params string[] arguments) =>
        Commands.Start(Path, arguments, TestSecrets.Environment);

    private string Publish()
    {
        // Build servers would outlive the test and keep its pipes open.
        ProcessStartInfo publish = Commands.Start("dotnet",
        [
            "publish", System.IO.Path.Combine(Places.Repository, "src/Appliance"), "-c", "Release", "-r", "linux-x64",
            "-o", _folder, "--disable-build-servers",
        ]);
        CommandResult result = Commands.RunAsync(publish, secondsMax: 600).GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return System.IO.Path.Combine(_folder, "appliance");
    }
}

/// <summary>Tests that share one published binary.</summary>
[CollectionDefinition(nameof(Binary))]
public sealed class BinaryCollection : ICollectionFixture<Binary>;
