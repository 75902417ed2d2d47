using Appliance.Linux;

namespace Appliance.LoadGenerator;

/// <summary>
/// Detects stalls of the machine. The host takes a virtual machine's processors away for milliseconds, and responses in
/// that time are late regardless of the server. On each processor a thread with real-time priority wakes up every
/// quarter of a millisecond. No process in this machine can delay it for long, so a late wake-up means that the
/// processor was away (sched(7), SCHED_FIFO; needs root or CAP_SYS_NICE).
/// </summary>
public sealed unsafe class StallProbe
{
    private const int PeriodNs = 250_000;

    /// <summary>A shorter delay can be the kernel's own until the thread runs.</summary>
    private const long StallNsMin = 500_000;

    private const int PriorityMax = 99;
    private const int ProcessorsMax = 1024;

    private readonly Thread[] _threads;
    private readonly List<TimeRange>[] _stalls;
    private volatile bool _isEnding;
    private volatile bool _isDenied;

    public StallProbe()
    {
        int processors = Math.Min(Libc.get_nprocs(), ProcessorsMax);
        _threads = new Thread[processors];
        _stalls = new List<TimeRange>[processors];
        for (int processor = 0; processor < processors; processor++)
        {
            int number = processor;
            _stalls[number] = [];
            _threads[number] = new Thread(() => Run(number)) { IsBackground = true };
            _threads[number].Start();
        }
    }

    /// <summary>Stops the threads; null if the process may not use real-time priority.</summary>
    public StallWindows? Stop()
    {
        _isEnding = true;
        foreach (Thread thread in _threads)
            thread.Join();
        if (_isDenied)
            return null;
        List<TimeRange> all = [];
        foreach (List<TimeRange> stalls in _stalls)
            all.AddRange(stalls);
        return new StallWindows(all);
    }

    private void Run(int processor)
    {
        ulong* mask = stackalloc ulong[ProcessorsMax / 64];
        new Span<ulong>(mask, ProcessorsMax / 64).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        int priority = PriorityMax;
        if (Libc.sched_setaffinity(Libc.ThisThread, ProcessorsMax / 8, mask) != 0
            || Libc.sched_setscheduler(Libc.ThisThread, Libc.ScheduleFifo, &priority) != 0)
        {
            _isDenied = true;
            return;
        }
        // struct timespec { seconds, nanoseconds }
        long* period = stackalloc long[] { 0, PeriodNs };
        long beforeNs = Clock.NowNs;
        while (!_isEnding)
        {
            _ = Libc.nanosleep(period, null);
            long nowNs = Clock.NowNs;
            if (nowNs - beforeNs > PeriodNs + StallNsMin)
                _stalls[processor].Add(new TimeRange(beforeNs, nowNs));
            beforeNs = nowNs;
        }
    }
}
