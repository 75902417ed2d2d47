using System.ComponentModel;
using System.Runtime.InteropServices;
using Appliance.Listening.Linux;

namespace Appliance.Driving;

/// <summary>A timer to be waited for with epoll, which by itself knows only milliseconds (timerfd_create(2)).</summary>
internal sealed unsafe partial class Ticker : IDisposable
{
    /// <summary>More often would only cost; what became due meanwhile is sent together.</summary>
    private const long PeriodNsMin = 50_000;

    private const int Monotonic = 1;

    public Ticker(long periodNs)
    {
        periodNs = Math.Max(periodNs, PeriodNsMin);
        Descriptor = timerfd_create(Monotonic, Native.NonBlockingAndCloseOnExec);
        // struct itimerspec { interval, first }, each { seconds, nanoseconds }
        long seconds = periodNs / Clock.NsPerSecond;
        long nanoseconds = periodNs % Clock.NsPerSecond;
        long* times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        if (Descriptor < 0 || timerfd_settime(Descriptor, 0, times, null) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    /// <summary>Takes the ticks so far, so that the next one is waited for.</summary>
    public void Clear()
    {
        long ticks;
        _ = Native.read(Descriptor, (byte*)&ticks, sizeof(long));
    }

    public void Dispose() => Native.close(Descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_settime(int timer, int flags, long* times, long* previous);
}
