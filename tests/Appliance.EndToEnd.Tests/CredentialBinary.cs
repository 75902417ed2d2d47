using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A binary that reads its secrets from a systemd credentials directory, so that they can change at run
/// time.</summary>
public sealed class CredentialBinary
{
    public const string Room = "633fcdd84208780bf665346a";

    public string Path => AppsBinary.Path;

    internal ProcessStartInfo Serve(Credentials credentials) => Start(credentials, "serve", "--listen", "127.0.0.1:0");

    internal ProcessStartInfo Start(Credentials credentials, params string[] arguments) =>
        Commands.Start(Path, arguments, AppsBinary.Environment(credentials));
}

/// <summary>A credentials directory whose files tests replace, as in a key rotation.</summary>
internal sealed class Credentials : IDisposable
{
    public const string Johndoe = "johndoe";
    public const string JohndoePrevious = "johndoe-before";
    public const string Clinic = "clinic";
    public const string ClinicKey = "clinic-key";

    public Credentials()
    {
        this[Johndoe] = TestSecrets.Johndoe;
        this[JohndoePrevious] = TestSecrets.JohndoePrevious;
        this[Clinic] = TestSecrets.Clinic;
        this[ClinicKey] = TestSecrets.ClinicKey;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("appliance-credentials-").FullName;

    /// <summary>Atomically replaces the file of this secret.</summary>
    public string this[string name]
    {
        set
        {
            File.WriteAllText(PathOf(name) + ".new", value + "\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(PathOf(name) + ".new", UnixFileMode.UserRead);
            File.Move(PathOf(name) + ".new", PathOf(name), overwrite: true);
        }
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
