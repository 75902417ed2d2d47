using System.Diagnostics;
using System.Globalization;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>Starts the command of appliance.service like systemd: only the unit's environment, a separate user if the
/// tests run as root, a state directory and credentials. Paths of the unit are placed below a temporary folder; sockets
/// are bound to free ports.</summary>
internal sealed class SimulatedService : IDisposable
{
    /// <summary>A user id from systemd's range for dynamic users.</summary>
    private const string User = "61777";

    private const string Service = "Service";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-unit-").FullName;

    /// <param name="binary">The binary to install.</param>
    /// <param name="secrets">The files of /etc/appliance, by name.</param>
    public SimulatedService(string binary, IReadOnlyDictionary<string, string> secrets)
    {
        Commands.RunAsync(Commands.Start("chmod", ["0755", _folder])).GetAwaiter().GetResult();
        string installed = HostPath(Unit[Service, "ExecStart"].Split(' ')[0]);
        Directory.CreateDirectory(Path.GetDirectoryName(installed)!);
        File.Copy(binary, installed);
        Directory.CreateDirectory(HostPath("/etc/appliance"));
        foreach ((string name, string secret) in secrets)
            File.WriteAllText(HostPath($"/etc/appliance/{name}"), secret + "\n");
        StateDirectory = HostPath($"/var/lib/{Unit[Service, "StateDirectory"]}");
        CreateDirectory(StateDirectory, Unit[Service, "StateDirectoryMode"]);
        LoadCredentials();
    }

    public UnitFile Unit { get; } = UnitFile.Read("appliance.service");

    public NotifySocket Notify { get; } = new(isAbstract: true);

    public string StateDirectory { get; }

    private string CredentialsDirectory => HostPath("/run/credentials/appliance.service");

    /// <param name="arguments">Appended to the unit's arguments.</param>
    public ProcessStartInfo Start(params string[] arguments) =>
        WithoutInheritedEnvironment(Commands.Start("env", [.. DropPrivileges(), .. Command(arguments)], Environment()));

    /// <summary>Starts with the sockets of appliance.socket and appliance-admin.socket.</summary>
    public ProcessStartInfo StartWithSockets()
    {
        Dictionary<string, string> environment = Environment();
        environment["LISTEN_FDNAMES"] = "appliance.socket:"
            + UnitFile.Read("appliance-admin.socket")["Socket", "FileDescriptorName"];
        return WithoutInheritedEnvironment(
            SocketActivation.Start("tcp,tcp", ["/usr/bin/env", .. DropPrivileges(), .. Command([])], environment));
    }

    public void Dispose()
    {
        Notify.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string HostPath(string path) => _folder + path;

    private void LoadCredentials()
    {
        Directory.CreateDirectory(CredentialsDirectory);
        foreach (string credential in Unit.All(Service, "LoadCredential"))
        {
            string[] parts = credential.Split(':', 2);
            string copy = Path.Combine(CredentialsDirectory, parts[0]);
            File.Copy(HostPath(parts[1]), copy);
            SetModeAndOwner(copy, "0400");
        }
        SetModeAndOwner(CredentialsDirectory, "0500");
    }

    private static void CreateDirectory(string directory, string mode)
    {
        Directory.CreateDirectory(directory);
        SetModeAndOwner(directory, mode);
    }

    private static void SetModeAndOwner(string path, string mode)
    {
        Commands.RunAsync(Commands.Start("chmod", [mode, path])).GetAwaiter().GetResult();
        if (System.Environment.IsPrivilegedProcess)
            Commands.RunAsync(Commands.Start("chown", [$"{User}:{User}", path])).GetAwaiter().GetResult();
    }

    /// <summary>The variables set by systemd and by the unit.</summary>
    private Dictionary<string, string> Environment()
    {
        Dictionary<string, string> environment = new()
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
            ["NOTIFY_SOCKET"] = Notify.Name,
            ["WATCHDOG_USEC"] = (long.Parse(Unit[Service, "WatchdogSec"], CultureInfo.InvariantCulture) * 1_000_000)
                .ToString(CultureInfo.InvariantCulture),
            ["STATE_DIRECTORY"] = StateDirectory,
            ["CREDENTIALS_DIRECTORY"] = CredentialsDirectory,
        };
        foreach (string assignment in Unit.All(Service, "Environment"))
        {
            string[] parts = assignment.Split('=', 2);
            environment[parts[0]] = parts[1].Replace("%S", HostPath("/var/lib"));
        }
        return environment;
    }

    private string[] Command(string[] arguments)
    {
        string[] words = Unit[Service, "ExecStart"].Split(' ');
        return [HostPath(words[0]), .. words[1..], .. arguments];
    }

    /// <summary>Changes to an unprivileged user; needs root.</summary>
    private static string[] DropPrivileges() => !System.Environment.IsPrivilegedProcess ? [] :
    [
        "setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
        "--inh-caps=-all",
    ];

    private static ProcessStartInfo WithoutInheritedEnvironment(ProcessStartInfo start)
    {
        Dictionary<string, string?> before = new(start.Environment);
        foreach (string name in before.Keys.Where(name =>
            System.Environment.GetEnvironmentVariable(name) == before[name]))
            start.Environment.Remove(name);
        start.Environment["PATH"] = before["PATH"];
        return start;
    }
}
