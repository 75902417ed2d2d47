using System.Runtime.InteropServices;

namespace Appliance.Linux;

public static unsafe partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenNoTerminal = 0x100;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;

    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    public const int AtCurrentDirectory = -100;
    public const int AtNoFollowLink = 0x100;
    public const int AtEmptyPath = 0x1000;

    /// <summary>The owner or group that lchown(2) leaves unchanged.</summary>
    public const uint UnchangedId = uint.MaxValue;

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, int mode = 0);

    [LibraryImport(C)]
    public static partial int fsync(int descriptor);

    [LibraryImport(C, SetLastError = true)]
    public static partial int flock(SafeHandle descriptor, int operation);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chmod(string path, uint mode);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int lchown(string path, uint owner, uint group);

    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint readlink(string path, byte* target, nuint targetBytes);

    /// <summary>Linux only.</summary>
    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int directory, string path, int flags, uint mask, out FileStatus status);
}
