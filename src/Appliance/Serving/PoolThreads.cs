namespace Appliance.Serving;

/// <summary>
/// The threads that the client of Redis works on, all started at once. By itself the runtime's pool starts and ends
/// them as there is work, and at a limit of threads a start that fails ends the process. They stay: see ThreadTimeoutMs
/// in the project file.
/// </summary>
internal static class PoolThreads
{
    private const int Workers = 8;

    /// <summary>Those that the runtime starts for timers, for sockets and to watch the pool.</summary>
    private const int Helpers = 4;

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(10);

    /// <exception cref="OutOfMemoryException">There is no room for so many threads.</exception>
    public static void StartAll()
    {
        RequireRoom(Workers + Helpers);
        ThreadPool.SetMinThreads(Workers, 1);
        ThreadPool.SetMaxThreads(Workers, 1);
        Gathering gathering = new(Workers);
        for (int worker = 0; worker < Workers; worker++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => gathering.Arrive(), null);
        gathering.Wait();
    }

    /// <summary>The pool's own threads start each other, where nobody could catch that it fails: so others are started
    /// first, and end again.</summary>
    private static void RequireRoom(int threads)
    {
        Gathering gathering = new(threads);
        for (int thread = 0; thread < threads; thread++)
            ServiceThread.Start("probe", () => gathering.Arrive());
        gathering.Wait();
    }

    /// <summary>Threads that wait until a number of them are there, apart from the one that starts them.</summary>
    private sealed class Gathering(int count)
    {
        private readonly object _lock = new();
        private int _missing = count;

        public void Arrive()
        {
            lock (_lock)
            {
                _missing--;
                Monitor.PulseAll(_lock);
            }
            Wait();
        }

        public void Wait()
        {
            lock (_lock)
            {
                while (_missing > 0 && Monitor.Wait(_lock, StartMax))
                {
                }
            }
        }
    }
}
