using System.Globalization;

namespace Appliance.TestKit;

/// <summary>A control group (cgroups(7), version 1 or 2) with one limit, for the processes of a test.</summary>
/// <param name="controller">The controller that limits: memory or pids.</param>
public sealed class ControlGroup(string controller) : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _path = Directory.CreateDirectory(Path.Combine(
        IsVersion1(controller) ? Path.Combine(Root, controller) : Root, $"appliance-{Guid.NewGuid():N}")).FullName;

    /// <summary>Whether the controller has its own version 1 hierarchy.</summary>
    public static bool IsVersion1(string controller) =>
        File.Exists(Path.Combine(Root, controller, "cgroup.procs"));

    /// <summary>Whether the kernel offers the controller to new groups.</summary>
    public static bool CanLimit(string controller)
    {
        const string Controllers = Root + "/cgroup.subtree_control";
        return IsVersion1(controller)
            || (File.Exists(Controllers) && File.ReadAllText(Controllers).Split().Contains(controller));
    }

    /// <summary>The path of a file of the group.</summary>
    public string this[string file] => Path.Combine(_path, file);

    /// <summary>A process joins the group by writing its id to this file.</summary>
    public string Processes => this["cgroup.procs"];

    public void Set(string file, long value) =>
        File.WriteAllText(this[file], value.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        // The kernel removes the group's files. An exited process may still be in the group for a moment.
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
