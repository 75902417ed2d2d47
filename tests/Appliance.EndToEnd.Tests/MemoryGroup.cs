using System.Diagnostics;
using System.Globalization;
using Appliance.Testing;

namespace Appliance.EndToEnd.Tests;

/// <summary>A control group with a memory limit (cgroups(7), version 1 or 2) for one process.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string RootOfVersion1 = "/sys/fs/cgroup/memory";
    private const string RootOfVersion2 = "/sys/fs/cgroup";

    /// <summary>Arguments: the group's processes, the binary, where its copy goes, and the copy's arguments. What the
    /// group copies, it pays for.</summary>
    private const string Script =
        """echo $$ >"$0" && cp "$1" "$2" && exec_copy="$2" && shift 2 && exec "$exec_copy" "$@" """;

    private static readonly bool IsVersion1 = File.Exists(RootOfVersion1 + "/memory.limit_in_bytes");

    private readonly string _path = Directory.CreateDirectory(Path.Combine(
        IsVersion1 ? RootOfVersion1 : RootOfVersion2, $"appliance-{Guid.NewGuid():N}")).FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-memory-").FullName;

    public MemoryGroup(int mebibytes)
    {
        string bytes = ((long)mebibytes << 20).ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(_path, IsVersion1 ? "memory.limit_in_bytes" : "memory.max"), bytes);
        // Nothing may be moved out of memory.
        string swap = Path.Combine(_path, IsVersion1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max");
        if (File.Exists(swap))
            File.WriteAllText(swap, IsVersion1 ? bytes : "0");
    }

    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing =>
        !Environment.IsPrivilegedProcess ? "needs root to make a control group"
        : IsVersion1 ? null
        : File.Exists(RootOfVersion2 + "/cgroup.subtree_control")
            && File.ReadAllText(RootOfVersion2 + "/cgroup.subtree_control").Contains("memory") ? null
        : "needs control groups that limit memory";

    /// <summary>A folder for what the process keeps.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>How often the kernel ended a process for want of memory.</summary>
    public int Kills
    {
        get
        {
            string file = Path.Combine(_path, IsVersion1 ? "memory.oom_control" : "memory.events");
            string line = File.ReadLines(file).Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
            return int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Serves in the group, with the secrets of the example policy.</summary>
    public ProcessStartInfo Serve(ExampleBinary binary, params string[] more) => Commands.Start(
        "sh",
        [
            "-c", Script, Path.Combine(_path, "cgroup.procs"), binary.Path, Path.Combine(_folder, "appliance"),
            "serve", "--listen", "127.0.0.1:0", .. more,
        ],
        TestSecrets.Environment);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        // The kernel removes the files in it; a process that has ended may still be on its way out.
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
