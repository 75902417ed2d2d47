using System.ComponentModel;
using System.Runtime.InteropServices;
using Appliance.Listening.Linux;

namespace Appliance.LoadGenerator;

/// <summary>A one-shot timer for an epoll set. epoll_wait's timeout has millisecond resolution; timerfd_create(2) has
/// nanoseconds.</summary>
internal sealed unsafe partial class EpollTimer : IDisposable
{
    private const int Monotonic = 1;

    /// <summary>TFD_TIMER_ABSTIME.</summary>
    private const int Absolute = 1;

    public EpollTimer()
    {
        Descriptor = timerfd_create(Monotonic, Native.NonBlockingAndCloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    /// <summary>Fires once at a time of <see cref="Clock"/>, immediately if that has passed. Replaces the previous
    /// time.</summary>
    public void Set(long atNs)
    {
        // struct itimerspec { interval, first }, each { seconds, nanoseconds }
        long* times = stackalloc long[] { 0, 0, atNs / Clock.NsPerSecond, atNs % Clock.NsPerSecond };
        _ = timerfd_settime(Descriptor, Absolute, times, null);
    }

    /// <summary>Consumes an expiration, so that the descriptor is no longer readable.</summary>
    public void Clear()
    {
        long expirations;
        _ = Native.read(Descriptor, (byte*)&expirations, sizeof(long));
    }

    public void Dispose() => Native.close(Descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc")]
    private static partial int timerfd_settime(int timer, int flags, long* times, long* previous);
}
