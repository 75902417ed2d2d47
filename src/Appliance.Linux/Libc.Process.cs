using System.Runtime.InteropServices;

namespace Appliance.Linux;

public static unsafe partial class Libc
{
    public const int ProcessSetDumpable = 4;
    public const int LimitOpenFiles = 7;

    public const int ScheduleFifo = 1;
    public const int ThisThread = 0;

    public const nint DefaultAction = 0;
    public const nint IgnoreAction = 1;

    [LibraryImport(C)]
    public static partial uint geteuid();

    [LibraryImport(C)]
    public static partial uint getegid();

    [LibraryImport(C)]
    public static partial int getgroups(int count, uint* groups);

    [LibraryImport(C)]
    public static partial int prctl(
        int option, nuint argument2 = 0, nuint argument3 = 0, nuint argument4 = 0, nuint argument5 = 0);

    [LibraryImport(C)]
    public static partial int getrlimit(int resource, out Limit limit);

    [LibraryImport(C)]
    public static partial int setrlimit(int resource, in Limit limit);

    [LibraryImport(C)]
    public static partial nint signal(int number, nint action);

    [LibraryImport(C)]
    public static partial int get_nprocs();

    /// <summary>The times are struct timespec { seconds, nanoseconds }.</summary>
    [LibraryImport(C)]
    public static partial int nanosleep(long* time, long* left);

    [LibraryImport(C)]
    public static partial int sched_setaffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport(C)]
    public static partial int sched_setscheduler(int thread, int policy, int* priority);

    /// <summary>struct rlimit</summary>
    public struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
