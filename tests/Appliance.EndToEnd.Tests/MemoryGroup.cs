using System.Diagnostics;
using System.Globalization;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A control group with a memory limit for one process.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Controller = "memory";

    /// <summary>Arguments: the group's processes file, the binary, the path of its copy, and the copy's arguments.
    /// Copying inside the group charges the file's pages to the group. Each block is written to the disk at once: while
    /// the disk is slow, the kernel cannot free pages that are not written yet, and would kill the copying process.
    /// </summary>
    private const string Script = """
        echo $$ >"$0" && dd if="$1" of="$2" bs=256k oflag=dsync status=none && chmod +x "$2" && exec_copy="$2" \
        && shift 2 && exec "$exec_copy" "$@"
        """;

    private static readonly bool IsVersion1 = ControlGroup.IsVersion1(Controller);

    private readonly ControlGroup _group = new(Controller);
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-memory-").FullName;

    public MemoryGroup(int mebibytes)
    {
        long bytes = (long)mebibytes << 20;
        _group.Set(IsVersion1 ? "memory.limit_in_bytes" : "memory.max", bytes);
        // Disable swap.
        string swap = IsVersion1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max";
        if (File.Exists(_group[swap]))
            _group.Set(swap, IsVersion1 ? bytes : 0);
    }

    /// <summary>A folder for the data of the process.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>How often the kernel killed a process because memory ran out.</summary>
    public int Kills
    {
        get
        {
            string file = IsVersion1 ? "memory.oom_control" : "memory.events";
            string line = File.ReadLines(_group[file])
                .Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
            return int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Serves in the group with the secrets of the example policy.</summary>
    public ProcessStartInfo Serve(ExampleBinary binary, params string[] more) => Commands.Start(
        "sh",
        [
            "-c", Script, _group.Processes, binary.Path, Path.Combine(_folder, "appliance"),
            "serve", "--listen", "127.0.0.1:0", .. more,
        ],
        TestSecrets.Environment);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _group.Dispose();
    }
}
