namespace Appliance.Hosting.Threads;

/// <summary>
/// A thread that runs until the process ends. All are started before the first connection is accepted: at a thread
/// limit (systemd's TasksMax=, a container's pids limit) a later start would abort the process with SIGABRT.
/// </summary>
internal static class ServiceThread
{
    /// <summary>Enough to wait, write and log; the default of 8 MiB would count against an address space
    /// limit.</summary>
    private const int StackBytes = 256 * 1024;

    /// <exception cref="OutOfMemoryException">The memory or thread limit is reached.</exception>
    public static void Start(string name, ThreadStart run) =>
        new Thread(run, StackBytes) { IsBackground = true, Name = name }.Start();
}
