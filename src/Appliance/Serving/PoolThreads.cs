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

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="OutOfMemoryException">There is no room for so many threads.</exception>
    public static void StartAll()
    {
        ProbeThreads(Workers + Helpers);
        ThreadPool.SetMinThreads(Workers, 1);
        ThreadPool.SetMaxThreads(Workers, 1);
        ThreadBarrier barrier = new(Workers);
        for (int worker = 0; worker < Workers; worker++)
            ThreadPool.UnsafeQueueUserWorkItem(_ => barrier.Arrive(), null);
        barrier.Wait();
    }

    /// <summary>The pool's own threads start each other, where nobody could catch that it fails: so others are started
    /// first, and end again.</summary>
    private static void ProbeThreads(int threads)
    {
        ThreadBarrier barrier = new(threads);
        for (int thread = 0; thread < threads; thread++)
            ServiceThread.Start("probe", () => barrier.Arrive());
        barrier.Wait();
    }

    /// <summary>Threads that wait until a number of them are there, apart from the one that starts them.</summary>
    private sealed class ThreadBarrier(int count)
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
                while (_missing > 0 && Monitor.Wait(_lock, StartTimeout))
                {
                }
            }
        }
    }
}
