using System.Globalization;

namespace Appliance.EndToEnd.Tests;

/// <summary>A control group (cgroups(7), version 1 or 2) with a limit of one kind, for the processes of a test.
/// </summary>
/// <param name="controller">What limits: memory or pids.</param>
internal sealed class ControlGroup(string controller) : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _path = Directory.CreateDirectory(Path.Combine(
        IsVersion1(controller) ? Path.Combine(Root, controller) : Root, $"appliance-{Guid.NewGuid():N}")).FullName;

    /// <summary>Whether the controller has a hierarchy of its own.</summary>
    public static bool IsVersion1(string controller) =>
        File.Exists(Path.Combine(Root, controller, "cgroup.procs"));

    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing(string controller)
    {
        const string Controllers = Root + "/cgroup.subtree_control";
        return !Environment.IsPrivilegedProcess ? "needs root to make a control group"
            : IsVersion1(controller) ? null
            : File.Exists(Controllers) && File.ReadAllText(Controllers).Split().Contains(controller) ? null
            : $"needs control groups that limit {controller}";
    }

    /// <summary>A file of the group's.</summary>
    public string this[string file] => Path.Combine(_path, file);

    /// <summary>Processes that write their id to it belong to the group.</summary>
    public string Processes => this["cgroup.procs"];

    public void Set(string file, long value) =>
        File.WriteAllText(this[file], value.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
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
