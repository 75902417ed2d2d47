using System.Runtime.InteropServices;

namespace Appliance.Storage;

/// <summary>C library file calls without an equivalent in .NET.</summary>
internal static unsafe partial class Posix
{
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    public const int NoEntry = 2;
    public const int WouldBlockOnLinux = 11;
    public const int NotADirectory = 20;
    public const int NoSpace = 28;
    public const int WouldBlockElsewhere = 35;

    public const int CurrentDirectory = -100;
    public const uint StatInode = 0x100;
    public const uint StatBirthTime = 0x800;

    /// <summary>The size of struct statx.</summary>
    public const int StatBytes = 256;

    private const int ReadOnly = 0;
    private const string C = "libc";

    /// <summary>flock(2).</summary>
    [LibraryImport(C, SetLastError = true)]
    public static partial int flock(SafeHandle descriptor, int operation);

    /// <summary>statx(2), Linux only.</summary>
    [LibraryImport(C, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int directory, string path, int flags, uint mask, byte* result);

    /// <summary>Makes a directory's entries durable, if the file system supports it.</summary>
    public static void FlushDirectory(string path)
    {
        int directory = open(path, ReadOnly);
        if (directory < 0)
            return;
        _ = fsync(directory);
        _ = close(directory);
    }

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport(C)]
    private static partial int fsync(int descriptor);

    [LibraryImport(C)]
    private static partial int close(int descriptor);
}
