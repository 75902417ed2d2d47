using System.Diagnostics;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A binary that reads its secrets from a systemd credentials directory, so that they can change at run
/// time.</summary>
public sealed class CredentialBinary
{
    public const string Room = "633fcdd84208780bf665346a";

    private const string Policy =
        """
        {
          "policy": 1,
          "apps": {
            "johndoe": {
              "dialect": "100ms",
              "accessKey": "5f9e0c8d2b7a4e1f6c3d9a10",
              "secret": "cred:johndoe",
              "previousSecret": "cred:johndoe-before",
              "leeway": "5m",
              "tokenEndpoint": { "enabled": true },
              "starterKit": "video-conferencing",
              "rooms": { "633fcdd84208780bf665346a": { "type": "conference", "name": "daily-standup" } }
            },
            "clinic": {
              "dialect": "enablex",
              "appId": "5f1d2c3b4a59687786950413",
              "appKey": "cred:clinic-key",
              "secret": "cred:clinic",
              "starterKit": "video-conferencing",
              "rooms": { "5dc1a2b34c5d6e7f80912a3b": { "type": "conference", "name": "front-desk" } }
            }
          }
        }
        """;

    private static readonly PublishedBinary Published = new("credentials", Policy);

    public string Path => Published.Path;

    internal ProcessStartInfo Serve(Credentials credentials) => Start(credentials, "serve", "--listen", "127.0.0.1:0");

    internal ProcessStartInfo Start(Credentials credentials, params string[] arguments) => Commands.Start(
        Path, arguments,
        new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = credentials.Folder });
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
