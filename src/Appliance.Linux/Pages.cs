namespace Appliance.Linux;

/// <summary>
/// Whole pages mapped from the kernel and unmapped when released. A malloc would keep free memory between used blocks,
/// and the garbage collector keeps memory until it collects.
/// </summary>
public static unsafe class Pages
{
    public static readonly int PageBytes = Environment.SystemPageSize;

    /// <summary>Rounds up to whole pages.</summary>
    public static int RoundUp(int bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;

    /// <summary>At least this many zeroed bytes; none if the kernel has no memory.</summary>
    public static NativeBuffer TryMap(int bytes)
    {
        int length = RoundUp(bytes);
        byte* start = Libc.mmap(
            null, (nuint)length, Libc.ReadAndWrite, Libc.PrivateAndAnonymous, descriptor: -1, offset: 0);
        if (start == Libc.MapFailed)
            return default;
        // A huge page would take 2 MB for a buffer of one page. The call fails on a kernel without huge pages, which is
        // fine.
        Libc.madvise(start, (nuint)length, Libc.AdviseNoHugePage);
        return new NativeBuffer(start, length);
    }

    /// <exception cref="OutOfMemoryException">The kernel has no memory.</exception>
    public static NativeBuffer Map(int bytes)
    {
        NativeBuffer buffer = TryMap(bytes);
        return buffer.IsNone ? throw new OutOfMemoryException() : buffer;
    }

    public static void Unmap(NativeBuffer buffer) => Libc.munmap(buffer.Start, (nuint)buffer.Length);
}
