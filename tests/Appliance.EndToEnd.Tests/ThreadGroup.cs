using System.Diagnostics;
using System.Globalization;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>A control group with a limit of threads (cgroups(7), version 1 or 2) for one process.</summary>
internal sealed class ThreadGroup : IDisposable
{
    private const string RootOfVersion1 = "/sys/fs/cgroup/pids";
    private const string RootOfVersion2 = "/sys/fs/cgroup";

    /// <summary>Arguments: the group's processes, then the binary and its arguments.</summary>
    private const string Script = """echo $$ >"$0" && exec "$@" """;

    private static readonly bool IsVersion1 = Directory.Exists(RootOfVersion1);

    private readonly string _path = Directory.CreateDirectory(Path.Combine(
        IsVersion1 ? RootOfVersion1 : RootOfVersion2, $"appliance-{Guid.NewGuid():N}")).FullName;

    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing =>
        !Environment.IsPrivilegedProcess ? "needs root to make a control group"
        : IsVersion1 ? null
        : File.Exists(RootOfVersion2 + "/cgroup.subtree_control")
            && File.ReadAllText(RootOfVersion2 + "/cgroup.subtree_control").Contains("pids") ? null
        : "needs control groups that limit threads";

    /// <summary>Threads of the process that runs in it.</summary>
    public int Threads => int.Parse(
        File.ReadAllText(Path.Combine(_path, "pids.current")), CultureInfo.InvariantCulture);

    /// <summary>From now on it may have so many threads.</summary>
    public void Limit(int threads) => File.WriteAllText(
        Path.Combine(_path, "pids.max"), threads.ToString(CultureInfo.InvariantCulture));

    /// <summary>Serves in the group, with the secrets of the example policy.</summary>
    public ProcessStartInfo Serve(ExampleBinary binary, params string[] more) => Commands.Start(
        "sh",
        ["-c", Script, Path.Combine(_path, "cgroup.procs"), binary.Path, "serve", "--listen", "127.0.0.1:0", .. more],
        TestSecrets.Environment);

    public void Dispose()
    {
        // A process that has ended may still be on its way out.
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_path);
                return;
            }
            catch (IOException) when (attempt < 100)
            {
                Thread.Sleep(50);
            }
        }
    }
}
