namespace Appliance.Storage.Redis;

/// <summary>
/// Starts all pool threads that the Redis client uses. By default the runtime starts and ends them with the load, and a
/// start that fails at a thread limit aborts the process. ThreadTimeoutMs in the project file keeps them alive.
/// </summary>
internal static class PoolThreads
{
    private const int Workers = 8;

    private const int StackBytes = 256 * 1024;

    /// <summary>Threads that the runtime starts for timers, sockets and supervision of the pool.</summary>
    private const int Helpers = 4;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="OutOfMemoryException">The thread or memory limit is too low.</exception>
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

    /// <summary>Starts and ends as many ordinary threads first: pool threads start each other, and a failure there
    /// cannot be caught.</summary>
    private static void ProbeThreads(int threads)
    {
        ThreadBarrier barrier = new(threads);
        for (int thread = 0; thread < threads; thread++)
            new Thread(barrier.Arrive, StackBytes) { IsBackground = true, Name = "probe" }.Start();
        barrier.Wait();
    }

    /// <summary>Releases threads once a number of them have arrived, not counting the starting thread.</summary>
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
