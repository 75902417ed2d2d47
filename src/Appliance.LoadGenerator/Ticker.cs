using System.ComponentModel;
using System.Runtime.InteropServices;
using Appliance.Listening.Linux;

namespace Appliance.LoadGenerator;

/// <summary>A timer to be waited for with epoll, which by itself knows only milliseconds (timerfd_create(2)).</summary>
internal sealed unsafe partial class Ticker : IDisposable
{
    private const int Monotonic = 1;

    /// <summary>TFD_TIMER_ABSTIME.</summary>
    private const int Absolute = 1;

    public Ticker()
    {
        Descriptor = timerfd_create(Monotonic, Native.NonBlockingAndCloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    /// <summary>Ticks once, at an instant of <see cref="Clock"/>; at once if that is over. A tick before is taken
    /// back.</summary>
    public void Set(long atNs)
    {
        // struct itimerspec { interval, first }, each { seconds, nanoseconds }
        long* times = stackalloc long[] { 0, 0, atNs / Clock.NsPerSecond, atNs % Clock.NsPerSecond };
        _ = timerfd_settime(Descriptor, Absolute, times, null);
    }

    /// <summary>Takes back a tick that has come.</summary>
    public void Clear()
    {
        long ticks;
        _ = Native.read(Descriptor, (byte*)&ticks, sizeof(long));
    }

    public void Dispose() => Native.close(Descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc")]
    private static partial int timerfd_settime(int timer, int flags, long* times, long* previous);
}
