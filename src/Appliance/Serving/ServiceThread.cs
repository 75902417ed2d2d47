namespace Appliance.Serving;

/// <summary>
/// A thread that the service needs until it ends. Each is started before the first connection is accepted: at a limit
/// of threads (TasksMax= of systemd, a container's pids limit) none can be started later, and the process would end
/// with SIGABRT.
/// </summary>
internal static class ServiceThread
{
    /// <summary>These threads wait, write and log; the system's default of 8 MiB would count against a limit of address
    /// space.</summary>
    private const int StackBytes = 256 * 1024;

    /// <exception cref="OutOfMemoryException">There is no room for a thread, or a limit of threads is
    /// reached.</exception>
    public static void Start(string name, ThreadStart run) =>
        new Thread(run, StackBytes) { IsBackground = true, Name = name }.Start();
}
