using System.Runtime.InteropServices;

namespace Appliance.Listening.Linux;

/// <summary>
/// The C library's entry points (glibc or musl, x64 and arm64). Calls on non-blocking sockets cannot block, so they
/// suppress the garbage collector's transition; calls that can block or read the file system do not. After a suppressed
/// call, errno is read with <see cref="Marshal.GetLastSystemError"/>, which must follow immediately.
/// </summary>
internal static unsafe partial class Native
{
    public const int FamilyUnix = 1;
    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;
    public const int Stream = 1;
    public const int NonBlockingAndCloseOnExec = 0x800 | 0x80000;

    public const int LevelSocket = 1;
    public const int LevelTcp = 6;
    public const int LevelIPv6 = 41;
    public const int ReuseAddress = 2;
    public const int SocketType = 3;
    public const int Linger = 13;
    public const int ReusePort = 15;
    public const int AttachFilter = 26;
    public const int AcceptsConnections = 30;
    public const int TcpNoDelay = 1;
    public const int TcpInfo = 11;
    public const int TcpNotSentLowAt = 25;
    public const int IPv6Only = 26;

    public const int NoSignal = 0x4000;
    public const int ShutRead = 0;
    public const int ShutWrite = 1;

    public const short PollIn = 1;

    public const uint EpollIn = 1;
    public const uint EpollOut = 4;
    public const uint EpollExclusive = 1u << 28;
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;
    public const int EpollCloseOnExec = 0x80000;

    public const int AtCurrentDirectory = -100;
    public const int AtNoFollowLink = 0x100;
    public const uint StatTypeAndInode = 0x1 | 0x100;

    public const int SetDescriptorFlags = 2;
    public const int GetStatusFlags = 3;
    public const int SetStatusFlags = 4;
    public const int CloseOnExec = 1;
    public const int NonBlocking = 0x800;

    public const int ReadAndWrite = 0x1 | 0x2;
    public const int PrivateAndAnonymous = 0x02 | 0x20;
    public const int AdviseNoHugePage = 15;
    public static readonly byte* MapFailed = (byte*)-1;

    private const string C = "libc";

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial int accept4(int socket, byte* address, uint* length, int flags);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial nint recv(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial nint send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial int shutdown(int socket, int how);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* interest);

    [LibraryImport(C)]
    public static partial int poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport(C, SetLastError = true)]
    public static partial int epoll_wait(int epoll, byte* events, int eventsMax, int timeoutMilliseconds);

    [LibraryImport(C, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(C, SetLastError = true)]
    public static partial int eventfd(uint count, int flags);

    [LibraryImport(C)]
    public static partial nint read(int descriptor, byte* buffer, nuint length);

    [LibraryImport(C)]
    public static partial nint write(int descriptor, byte* buffer, nuint length);

    [LibraryImport(C)]
    public static partial int close(int descriptor);

    [LibraryImport(C)]
    public static partial byte* mmap(byte* start, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport(C)]
    public static partial int munmap(byte* start, nuint length);

    [LibraryImport(C)]
    public static partial int madvise(byte* start, nuint length, int advice);

    [LibraryImport(C, SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(C, SetLastError = true)]
    public static partial int setsockopt(int socket, int level, int name, int* value, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int getsockopt(int socket, int level, int name, int* value, uint* length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport(C, SetLastError = true)]
    public static partial int bind(int socket, byte* address, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int connect(int socket, byte* address, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int listen(int socket, int backlog);

    [LibraryImport(C, SetLastError = true)]
    public static partial int getsockname(int socket, byte* address, uint* length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int chmod(byte* path, uint mode);

    [LibraryImport(C, SetLastError = true)]
    public static partial int lchown(byte* path, uint owner, uint group);

    [LibraryImport(C, SetLastError = true)]
    public static partial int unlink(byte* path);

    [LibraryImport(C, SetLastError = true)]
    public static partial int statx(int directory, byte* path, int flags, uint mask, byte* result);

    /// <summary>struct pollfd</summary>
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
