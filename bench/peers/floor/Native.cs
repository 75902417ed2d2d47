using System.Runtime.InteropServices;

namespace Peers.Floor;

/// <summary>The C library's entry points and SHA-256's block function. Only epoll_wait blocks.</summary>
internal static unsafe partial class Native
{
    public const int FamilyIPv4 = 2;
    public const int StreamNonBlocking = 1 | NonBlockingAndCloseOnExec;
    public const int NonBlockingAndCloseOnExec = 0x800 | 0x80000;
    public const int LevelSocket = 1;
    public const int LevelTcp = 6;
    public const int ReuseAddress = 2;
    public const int TcpNoDelay = 1;
    public const int NoSignal = 0x4000;
    public const uint EpollIn = 1;
    public const int EpollAdd = 1;

    private const string C = "libc";

    [LibraryImport(C)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(C)]
    public static partial int setsockopt(int socket, int level, int name, int* value, uint length);

    [LibraryImport(C)]
    public static partial int bind(int socket, byte* address, uint length);

    [LibraryImport(C)]
    public static partial int listen(int socket, int backlog);

    [LibraryImport(C)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(C)]
    [SuppressGCTransition]
    public static partial int epoll_ctl(int epoll, int operation, int descriptor, EpollEvent* interest);

    [LibraryImport(C)]
    public static partial int epoll_wait(int epoll, EpollEvent* events, int eventsMax, int timeoutMilliseconds);

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
    public static partial int close(int descriptor);

    [LibraryImport("libcrypto.so.3")]
    [SuppressGCTransition]
    public static partial void SHA256_Transform(uint* context, byte* block);
}

/// <summary>struct epoll_event, which is packed on x64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEvent
{
    public uint Events;
    public int Descriptor;
    private int _unused;
}
