using System.Runtime.InteropServices;

namespace Appliance.Http.Tests;

/// <summary>
/// Memory that is followed by a guard page: access beyond the end crashes the test process. On other systems than Linux
/// it is ordinary memory.
/// </summary>
internal sealed unsafe partial class GuardedMemory
{
    private const int ProtectionNone = 0;
    private const int ProtectionReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    private readonly nuint _bytes;
    private readonly byte* _start;

    private GuardedMemory(int bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _bytes = ((nuint)bytes + page - 1) / page * page;
        if (!OperatingSystem.IsLinux())
        {
            _start = (byte*)NativeMemory.Alloc(_bytes);
            return;
        }
        _start = Map(null, _bytes + page, ProtectionReadWrite, MapPrivateAnonymous, -1, 0);
        Assert.True(_start != (byte*)-1);
        Assert.Equal(0, Protect(_start + _bytes, page, ProtectionNone));
    }

    /// <summary>Address of the guard page.</summary>
    public nuint End => (nuint)_start + _bytes;

    /// <summary>The last bytes before the guard page. Reuses the memory of the thread if it is large enough.</summary>
    public static Span<byte> Last(int bytes, ref GuardedMemory? ofThread)
    {
        if (ofThread is null || ofThread._bytes < (nuint)bytes)
        {
            ofThread?.Free();
            ofThread = new(Math.Max(bytes, 256 * 1024));
        }
        return new(ofThread._start + ofThread._bytes - bytes, bytes);
    }

    private void Free()
    {
        if (OperatingSystem.IsLinux())
            Assert.Equal(0, Unmap(_start, _bytes + (nuint)Environment.SystemPageSize));
        else
            NativeMemory.Free(_start);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* at, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* at, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* at, nuint bytes);
}
