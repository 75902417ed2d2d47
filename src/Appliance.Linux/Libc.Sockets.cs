using System.Runtime.InteropServices;

namespace Appliance.Linux;

public static unsafe partial class Libc
{
    public const int FamilyUnix = 1;
    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;
    public const int Stream = 1;
    public const int Datagram = 2;
    public const int SocketCloseOnExec = 0x80000;
    public const int NonBlockingAndCloseOnExec = NonBlocking | SocketCloseOnExec;

    public const int LevelSocket = 1;
    public const int LevelTcp = 6;
    public const int LevelIPv6 = 41;
    public const int ReuseAddress = 2;
    public const int SocketType = 3;
    public const int ReceiveBuffer = 8;
    public const int Linger = 13;
    public const int ReusePort = 15;
    public const int SendTimeout = 21;
    public const int AttachFilter = 26;
    public const int AcceptsConnections = 30;
    public const int TcpNoDelay = 1;
    public const int TcpInfo = 11;
    public const int TcpNotSentLowAt = 25;
    public const int IPv6Only = 26;

    public const int NoSignal = 0x4000;
    public const int ShutRead = 0;
    public const int ShutWrite = 1;

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

    [LibraryImport(C, SetLastError = true)]
    public static partial int socket(int family, int type, int protocol);

    [LibraryImport(C, SetLastError = true)]
    public static partial int setsockopt(int socket, int level, int name, void* value, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int getsockopt(int socket, int level, int name, int* value, uint* length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int bind(int socket, byte* address, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int connect(int socket, byte* address, uint length);

    [LibraryImport(C, SetLastError = true)]
    public static partial int listen(int socket, int backlog);

    [LibraryImport(C, SetLastError = true)]
    public static partial int getsockname(int socket, byte* address, uint* length);

    [LibraryImport(C, SetLastError = true)]
    public static partial nint sendto(
        int socket, byte* message, nuint length, int flags, byte* address, uint addressLength);
}
