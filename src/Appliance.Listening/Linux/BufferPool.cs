using System.Diagnostics;
using System.Numerics;
using Appliance.Linux;

namespace Appliance.Listening.Linux;

/// <summary>
/// The buffers of one thread's connections: whole pages, in powers of two up to <see cref="SizedBytesMax"/> and exact
/// beyond, and parts of a page for small amounts. A few returned buffers are pooled; the rest are unmapped at once, so
/// that no memory is held after a peak. Not thread-safe.
/// </summary>
internal sealed unsafe class BufferPool : IDisposable
{
    /// <summary>Size of a part of a page: enough for the beginning of most requests.</summary>
    public const int PartBytes = 512;

    /// <summary>
    /// The largest power-of-two size, and the maximum bytes pooled of each size. Larger buffers are never pooled.
    /// </summary>
    public const int SizedBytesMax = 1 << 16;

    /// <summary>The first part of each page holds its <see cref="PartPage"/> header.</summary>
    private static readonly int PartsPerPage = Pages.PageBytes / PartBytes - 1;

    private readonly BufferBudget _budget;

    /// <summary>
    /// For each size the head of a list of pooled buffers; each holds the address of the next at its start.
    /// </summary>
    private readonly nint[] _pooled = new nint[SizeIndex(SizedBytesMax) + 1];
    private readonly int[] _pooledCounts = new int[SizeIndex(SizedBytesMax) + 1];

    /// <summary>Head of the list of pages with a free part.</summary>
    private PartPage* _pagesWithFreePart;

    /// <summary>Counted only for assertions.</summary>
    private int _rentedCount;

    /// <param name="budget">The budget shared by all threads.</param>
    public BufferPool(BufferBudget budget)
    {
        _budget = budget;
    }

    /// <summary>Bytes pooled for reuse; they do not count in the budget.</summary>
    public int PooledBytes
    {
        get
        {
            int bytes = 0;
            for (int index = 0; index < _pooled.Length; index++)
                bytes += _pooledCounts[index] * SizeOf(index);
            return bytes;
        }
    }

    /// <summary>
    /// A buffer of at least this many bytes, with undefined content. None if the budget is exhausted or the kernel has
    /// no memory.
    /// </summary>
    public NativeBuffer TryRent(int bytes, BufferUse use)
    {
        NativeBuffer buffer = bytes <= PartBytes ? TryRentPart() :
            bytes <= SizedBytesMax ? TryRentSized(SizeIndex(bytes), use) : TryRentExact(Pages.RoundUp(bytes), use);
        Debug.Assert(buffer.IsNone || buffer.Length >= bytes);
        CountRented(buffer.IsNone ? 0 : 1);
        return buffer;
    }

    public void Return(NativeBuffer buffer)
    {
        Debug.Assert(!buffer.IsNone && _rentedCount > 0, "Each rented buffer is returned once.");
        CountRented(-1);
        if (buffer.Length == PartBytes)
            ReturnPart(buffer.Start);
        else
            ReturnPages(buffer);
    }

    /// <summary>Unmaps the pooled buffers. Rented buffers must have been returned before.</summary>
    public void Dispose()
    {
        Debug.Assert(_rentedCount == 0);
        for (int index = 0; index < _pooled.Length; index++)
        {
            while (_pooledCounts[index] > 0)
                Pages.Unmap(TakePooled(index));
        }
    }

    private NativeBuffer TryRentSized(int index, BufferUse use)
    {
        if (_pooledCounts[index] == 0)
            return TryRentExact(SizeOf(index), use);
        return _budget.TryTake(SizeOf(index), use) ? TakePooled(index) : default;
    }

    private NativeBuffer TryRentExact(int bytes, BufferUse use)
    {
        if (!_budget.TryTake(bytes, use))
            return default;
        NativeBuffer buffer = Pages.TryMap(bytes);
        if (buffer.IsNone)
            _budget.Return(bytes);
        return buffer;
    }

    private void ReturnPages(NativeBuffer buffer)
    {
        _budget.Return(buffer.Length);
        int index = SizeIndex(buffer.Length);
        if (index >= _pooled.Length || (_pooledCounts[index] + 1) * buffer.Length > SizedBytesMax)
        {
            Pages.Unmap(buffer);
            return;
        }
        *(nint*)buffer.Start = _pooled[index];
        _pooled[index] = (nint)buffer.Start;
        _pooledCounts[index]++;
    }

    private NativeBuffer TakePooled(int index)
    {
        byte* start = (byte*)_pooled[index];
        _pooled[index] = *(nint*)start;
        _pooledCounts[index]--;
        return new NativeBuffer(start, SizeOf(index));
    }

    private NativeBuffer TryRentPart()
    {
        if (_pagesWithFreePart is null)
        {
            NativeBuffer page = TryRentSized(index: 0, BufferUse.Request);
            if (page.IsNone)
                return default;
            *(PartPage*)page.Start = default;
            LinkPage((PartPage*)page.Start);
        }
        PartPage* parts = _pagesWithFreePart;
        byte* part = parts->Free;
        if (part is not null)
            parts->Free = *(byte**)part;
        else
            part = (byte*)parts + ++parts->Touched * PartBytes;
        if (++parts->Used == PartsPerPage)
            UnlinkPage(parts);
        return new NativeBuffer(part, PartBytes);
    }

    private void ReturnPart(byte* part)
    {
        PartPage* parts = (PartPage*)((nuint)part & ~((nuint)Pages.PageBytes - 1));
        Debug.Assert(parts->Used > 0 && parts->Used <= parts->Touched && parts->Touched <= PartsPerPage);
        if (parts->Used == PartsPerPage)
            LinkPage(parts);
        *(byte**)part = parts->Free;
        parts->Free = part;
        if (--parts->Used > 0)
            return;
        UnlinkPage(parts);
        ReturnPages(new NativeBuffer((byte*)parts, Pages.PageBytes));
    }

    private void LinkPage(PartPage* parts)
    {
        parts->Previous = null;
        parts->Next = _pagesWithFreePart;
        if (_pagesWithFreePart is not null)
            _pagesWithFreePart->Previous = parts;
        _pagesWithFreePart = parts;
    }

    private void UnlinkPage(PartPage* parts)
    {
        if (parts->Previous is null)
            _pagesWithFreePart = parts->Next;
        else
            parts->Previous->Next = parts->Next;
        if (parts->Next is not null)
            parts->Next->Previous = parts->Previous;
    }

    [Conditional("DEBUG")]
    private void CountRented(int change) => _rentedCount += change;

    private static int SizeIndex(int bytes) => bytes <= Pages.PageBytes
        ? 0 : BitOperations.Log2((uint)(bytes - 1)) + 1 - BitOperations.Log2((uint)Pages.PageBytes);

    private static int SizeOf(int index) => Pages.PageBytes << index;

    /// <summary>The header of a page that is split into parts.</summary>
    private struct PartPage
    {
        /// <summary>Neighbors in the list of pages with a free part.</summary>
        public PartPage* Next;
        public PartPage* Previous;

        /// <summary>Head of the list of returned parts; each holds the address of the next at its start.</summary>
        public byte* Free;

        /// <summary>Number of parts that were rented at least once; the parts behind them were never written.</summary>
        public int Touched;

        /// <summary>Number of parts rented now.</summary>
        public int Used;
    }
}
