using System.Diagnostics;
using System.Globalization;
using Appliance.TestKit;

namespace Appliance.EndToEnd.Tests;

/// <summary>A control group with a thread limit for one process.</summary>
internal sealed class ThreadGroup : IDisposable
{
    private const string Controller = "pids";

    /// <summary>Arguments: the group's processes file, then the binary and its arguments.</summary>
    private const string Script = """echo $$ >"$0" && exec "$@" """;

    private readonly ControlGroup _group = new(Controller);

    /// <summary>The current number of threads in the group.</summary>
    public int Threads => int.Parse(File.ReadAllText(_group["pids.current"]), CultureInfo.InvariantCulture);

    /// <summary>Limits the number of threads from now on.</summary>
    public void Limit(int threads) => _group.Set("pids.max", threads);

    /// <summary>Serves in the group with the secrets of the example policy.</summary>
    public ProcessStartInfo Serve(ExampleBinary binary, params string[] more) => Commands.Start(
        "sh",
        ["-c", Script, _group.Processes, binary.Path, "serve", "--listen", "127.0.0.1:0", .. more],
        TestSecrets.Environment);

    public void Dispose() => _group.Dispose();
}
