using System.Runtime.InteropServices;

namespace Appliance.LoadGenerator;

/// <summary>
/// Watches for the machine standing still. A virtual machine's processors are taken from it for milliseconds at a
/// time, and who answers then is late, however fast. On each processor a thread of real-time priority wakes every
/// quarter of a millisecond: nothing in this machine may keep it from that for long, so where it is late, the processor
/// was away (sched(7), SCHED_FIFO; needs root or CAP_SYS_NICE).
/// </summary>
internal sealed unsafe partial class StallProbe
{
    private const int PeriodNs = 250_000;

    /// <summary>What the kernel itself may take until the thread runs is no stall.</summary>
    private const long StallNsMin = 500_000;

    private const int SchedFifo = 1;
    private const int PriorityMax = 99;
    private const int ThisThread = 0;
    private const int ProcessorsMax = 1024;

    private readonly Thread[] _threads;
    private readonly List<Wait>[] _stalls;
    private volatile bool _isEnding;
    private volatile bool _isRefused;

    public StallProbe()
    {
        int processors = Math.Min(get_nprocs(), ProcessorsMax);
        _threads = new Thread[processors];
        _stalls = new List<Wait>[processors];
        for (int processor = 0; processor < processors; processor++)
        {
            int number = processor;
            _stalls[number] = [];
            _threads[number] = new Thread(() => Run(number)) { IsBackground = true };
            _threads[number].Start();
        }
    }

    /// <summary>Ends the watch; what it saw, or null where real-time priority is not allowed.</summary>
    public Stalls? End()
    {
        _isEnding = true;
        foreach (Thread thread in _threads)
            thread.Join();
        if (_isRefused)
            return null;
        List<Wait> all = [];
        foreach (List<Wait> stalls in _stalls)
            all.AddRange(stalls);
        return new Stalls(all);
    }

    private void Run(int processor)
    {
        ulong* mask = stackalloc ulong[ProcessorsMax / 64];
        new Span<ulong>(mask, ProcessorsMax / 64).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        int priority = PriorityMax;
        if (sched_setaffinity(ThisThread, ProcessorsMax / 8, mask) != 0
            || sched_setscheduler(ThisThread, SchedFifo, &priority) != 0)
        {
            _isRefused = true;
            return;
        }
        // struct timespec { seconds, nanoseconds }
        long* period = stackalloc long[] { 0, PeriodNs };
        long beforeNs = Clock.NowNs;
        while (!_isEnding)
        {
            _ = nanosleep(period, null);
            long nowNs = Clock.NowNs;
            if (nowNs - beforeNs > PeriodNs + StallNsMin)
                _stalls[processor].Add(new Wait(beforeNs, nowNs));
            beforeNs = nowNs;
        }
    }

    [LibraryImport("libc")]
    private static partial int get_nprocs();

    [LibraryImport("libc")]
    private static partial int nanosleep(long* time, long* left);

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc")]
    private static partial int sched_setscheduler(int thread, int policy, int* priority);
}
