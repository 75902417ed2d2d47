using System.Runtime.InteropServices;

namespace Appliance.Linux;

/// <summary>
/// The C library's entry points (glibc or musl, x64 and arm64), with the constants of their arguments. Calls on
/// non-blocking sockets cannot block, so they suppress the garbage collector's transition; calls that can block or read
/// the file system do not. After a suppressed call, errno is read with <see cref="Marshal.GetLastSystemError"/>, which
/// must follow immediately; after the others, with <see cref="Marshal.GetLastPInvokeError"/>. This file has the calls
/// on any descriptor and on memory.
/// </summary>
public static unsafe partial class Libc
{
    public const int CloseOnExec = 1;
    public const int GetDescriptorFlags = 1;
    public const int SetDescriptorFlags = 2;
    public const int GetStatusFlags = 3;
    public const int SetStatusFlags = 4;
    public const int NonBlocking = 0x800;

    public const short PollIn = 1;
    public const short PollOut = 4;

    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollExclusive = 1u << 28;
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;
    public const int EpollCloseOnExec = 0x80000;

    public const int ClockMonotonic = 1;
    public const int TimerAbsolute = 1;

    public const int ReadAndWrite = 0x1 | 0x2;
    public const int PrivateAndAnonymous = 0x02 | 0x20;
    public const int AdviseNoHugePage = 15;
    public static readonly byte* MapFailed = (byte*)-1;

    private const string C = "libc";

    [LibraryImport(C)]
    public static partial nint read(int descriptor, byte* buffer, nuint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial nint write(int descriptor, byte* buffer, nuint length);

    [LibraryImport(C)]
    public static partial int close(int descriptor);

    [LibraryImport(C, SetLastError = true)]
    public static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport(C)]
    public static partial int isatty(int descriptor);

    [LibraryImport(C)]
    public static partial int poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* interest);

    [LibraryImport(C, SetLastError = true)]
    public static partial int epoll_wait(int epoll, byte* events, int eventsMax, int timeoutMilliseconds);

    [LibraryImport(C, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(C, SetLastError = true)]
    public static partial int eventfd(uint count, int flags);

    [LibraryImport(C, SetLastError = true)]
    public static partial int timerfd_create(int clock, int flags);

    /// <summary>The times are struct itimerspec { interval, first }, each { seconds, nanoseconds }.</summary>
    [LibraryImport(C)]
    public static partial int timerfd_settime(int timer, int flags, long* times, long* previous);

    [LibraryImport(C)]
    public static partial byte* mmap(byte* start, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport(C)]
    public static partial int munmap(byte* start, nuint length);

    [LibraryImport(C)]
    public static partial int madvise(byte* start, nuint length, int advice);

    /// <summary>struct pollfd</summary>
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
