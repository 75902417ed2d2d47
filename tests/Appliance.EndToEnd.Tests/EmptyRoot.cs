using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A directory with only the binary, used as the root of a process.</summary>
internal sealed class EmptyRoot : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-root-").FullName;

    public EmptyRoot(ExampleBinary binary)
        : this(binary.Path)
    {
    }

    public EmptyRoot(string path) => File.Copy(path, Path.Combine(_folder, "appliance"));

    public Task<RunningAppliance> ServeAsync(params string[] more) => RunningAppliance.StartAsync(Start(more));

    public ProcessStartInfo Start(params string[] more) => Commands.Start(
        "chroot", [_folder, "/appliance", "serve", "--listen", "127.0.0.1:0", .. more], TestSecrets.Environment);

    /// <summary>Files that the process created and did not delete.</summary>
    public IEnumerable<string> Leftovers => Directory.EnumerateFileSystemEntries(_folder)
        .Select(path => Path.GetFileName(path)!)
        .Where(name => name != "appliance");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
