using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>A one-shot timer for an epoll set. epoll_wait's timeout has millisecond resolution; timerfd_create(2) has
/// nanoseconds.</summary>
public sealed unsafe class TimerFd : IDisposable
{
    private const long NanosecondsInSecond = 1_000_000_000;

    public TimerFd()
    {
        Descriptor = Libc.timerfd_create(Libc.ClockMonotonic, Libc.NonBlockingAndCloseOnExec);
        if (Descriptor < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public int Descriptor { get; }

    /// <summary>Fires once at a time of the monotonic clock in nanoseconds, immediately if that has passed. Replaces
    /// the previous time.</summary>
    public void Set(long atNanoseconds)
    {
        long* times = stackalloc long[]
            { 0, 0, atNanoseconds / NanosecondsInSecond, atNanoseconds % NanosecondsInSecond };
        _ = Libc.timerfd_settime(Descriptor, Libc.TimerAbsolute, times, null);
    }

    /// <summary>Consumes an expiration, so that the descriptor is no longer readable.</summary>
    public void Clear()
    {
        long expirations;
        _ = Libc.read(Descriptor, (byte*)&expirations, sizeof(long));
    }

    public void Dispose() => Libc.close(Descriptor);
}
