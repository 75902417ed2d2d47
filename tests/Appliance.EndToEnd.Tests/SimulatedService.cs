using System.Diagnostics;
using System.Globalization;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>
/// Starts what appliance.service says, as systemd would: with nothing in the environment but what the unit puts there,
/// as a user of its own where that can be, with a state directory and with credentials. Paths of the unit lie below a
/// folder of the test's; sockets are bound to free ports.
/// </summary>
internal sealed class SimulatedService : IDisposable
{
    /// <summary>In the range from which systemd takes dynamic users.</summary>
    private const string User = "61777";

    private const string Service = "Service";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-unit-").FullName;

    /// <param name="binary">What is installed.</param>
    /// <param name="secrets">What the operator put into /etc/appliance, a file a name.</param>
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
        Make(StateDirectory, Unit[Service, "StateDirectoryMode"]);
        LoadCredentials();
    }

    public UnitFile Unit { get; } = UnitFile.Read("appliance.service");

    public NotifySocket Notify { get; } = new(isAbstract: true);

    public string StateDirectory { get; }

    private string CredentialsDirectory => HostPath("/run/credentials/appliance.service");

    /// <param name="arguments">More than the unit says.</param>
    public ProcessStartInfo Start(params string[] arguments) =>
        Bare(Commands.Start("env", [.. Confined(), .. Command(arguments)], Environment()));

    /// <summary>The same with the sockets of appliance.socket and appliance-admin.socket.</summary>
    public ProcessStartInfo StartWithSockets()
    {
        Dictionary<string, string> environment = Environment();
        environment["LISTEN_FDNAMES"] = "appliance.socket:"
            + UnitFile.Read("appliance-admin.socket")["Socket", "FileDescriptorName"];
        return Bare(SocketActivation.Start("tcp,tcp", ["/usr/bin/env", .. Confined(), .. Command([])], environment));
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
            Give(copy, "0400");
        }
        Give(CredentialsDirectory, "0500");
    }

    private static void Make(string directory, string mode)
    {
        Directory.CreateDirectory(directory);
        Give(directory, mode);
    }

    private static void Give(string path, string mode)
    {
        Commands.RunAsync(Commands.Start("chmod", [mode, path])).GetAwaiter().GetResult();
        if (System.Environment.IsPrivilegedProcess)
            Commands.RunAsync(Commands.Start("chown", [$"{User}:{User}", path])).GetAwaiter().GetResult();
    }

    /// <summary>The variables that systemd sets, and those of the unit.</summary>
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

    /// <summary>Changes to a user without rights, which takes root.</summary>
    private static string[] Confined() => !System.Environment.IsPrivilegedProcess ? [] :
    [
        "setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
        "--inh-caps=-all",
    ];

    private static ProcessStartInfo Bare(ProcessStartInfo start)
    {
        Dictionary<string, string?> own = new(start.Environment);
        foreach (string name in own.Keys.Where(name => System.Environment.GetEnvironmentVariable(name) == own[name]))
            start.Environment.Remove(name);
        start.Environment["PATH"] = own["PATH"];
        return start;
    }
}
