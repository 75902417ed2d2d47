using System.Numerics;

namespace Appliance.Listening.Linux;

/// <summary>
/// The buffers that one thread's connections keep bytes in: whole pages, doubling from one up to
/// <see cref="SizedBytesMax"/> and exact beyond, and parts of a page where little is kept. Some that come back are kept
/// for the next; the rest go to the kernel at once, so that nothing of a rush stays. Not thread-safe.
/// </summary>
internal sealed unsafe class BufferPool : IDisposable
{
    /// <summary>A part of a page: enough for the beginning of most requests.</summary>
    public const int PartBytes = 512;

    /// <summary>The largest of the sizes that double, and what is kept of each. Larger buffers are never kept.
    /// </summary>
    public const int SizedBytesMax = 1 << 16;

    /// <summary>The first part of a page holds its <see cref="Parts"/>.</summary>
    private static readonly int PartsPerPage = Pages.PageBytes / PartBytes - 1;

    private readonly BufferBudget _budget;

    /// <summary>By size, the first of a list; each has the address of the next at its start.</summary>
    private readonly nint[] _kept = new nint[SizeIndex(SizedBytesMax) + 1];
    private readonly int[] _keptCounts = new int[SizeIndex(SizedBytesMax) + 1];

    /// <summary>The first of the pages that have a free part.</summary>
    private Parts* _open;

    /// <param name="budget">What all threads may have together.</param>
    public BufferPool(BufferBudget budget)
    {
        _budget = budget;
    }

    /// <summary>Bytes that wait for their next use, which do not count in the budget.</summary>
    public int KeptBytes
    {
        get
        {
            int bytes = 0;
            for (int index = 0; index < _kept.Length; index++)
                bytes += _keptCounts[index] * SizeOf(index);
            return bytes;
        }
    }

    /// <summary>A buffer of at least so many bytes, its content undefined; none if the budget is spent or the kernel
    /// has no memory.</summary>
    public NativeBuffer TryRent(int bytes, BufferUse use) =>
        bytes <= PartBytes ? TryRentPart() :
        bytes <= SizedBytesMax ? TryRentSized(SizeIndex(bytes), use) : TryRentExact(Pages.RoundUp(bytes), use);

    public void Return(NativeBuffer buffer)
    {
        if (buffer.Length == PartBytes)
            ReturnPart(buffer.Start);
        else
            ReturnPages(buffer);
    }

    /// <summary>Frees what is kept. What is rented is not freed: it has to be returned before.</summary>
    public void Dispose()
    {
        for (int index = 0; index < _kept.Length; index++)
        {
            while (_keptCounts[index] > 0)
                Pages.Unmap(TakePooled(index));
        }
    }

    private NativeBuffer TryRentSized(int index, BufferUse use)
    {
        if (_keptCounts[index] == 0)
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
        if (index >= _kept.Length || (_keptCounts[index] + 1) * buffer.Length > SizedBytesMax)
        {
            Pages.Unmap(buffer);
            return;
        }
        *(nint*)buffer.Start = _kept[index];
        _kept[index] = (nint)buffer.Start;
        _keptCounts[index]++;
    }

    private NativeBuffer TakePooled(int index)
    {
        byte* start = (byte*)_kept[index];
        _kept[index] = *(nint*)start;
        _keptCounts[index]--;
        return new NativeBuffer(start, SizeOf(index));
    }

    private NativeBuffer TryRentPart()
    {
        if (_open is null)
        {
            NativeBuffer page = TryRentSized(index: 0, BufferUse.Request);
            if (page.IsNone)
                return default;
            *(Parts*)page.Start = default;
            Open((Parts*)page.Start);
        }
        Parts* parts = _open;
        byte* part = parts->Free;
        if (part is not null)
            parts->Free = *(byte**)part;
        else
            part = (byte*)parts + ++parts->Touched * PartBytes;
        if (++parts->Used == PartsPerPage)
            Close(parts);
        return new NativeBuffer(part, PartBytes);
    }

    private void ReturnPart(byte* part)
    {
        Parts* parts = (Parts*)((nuint)part & ~((nuint)Pages.PageBytes - 1));
        if (parts->Used == PartsPerPage)
            Open(parts);
        *(byte**)part = parts->Free;
        parts->Free = part;
        if (--parts->Used > 0)
            return;
        Close(parts);
        ReturnPages(new NativeBuffer((byte*)parts, Pages.PageBytes));
    }

    private void Open(Parts* parts)
    {
        parts->Previous = null;
        parts->Next = _open;
        if (_open is not null)
            _open->Previous = parts;
        _open = parts;
    }

    private void Close(Parts* parts)
    {
        if (parts->Previous is null)
            _open = parts->Next;
        else
            parts->Previous->Next = parts->Next;
        if (parts->Next is not null)
            parts->Next->Previous = parts->Previous;
    }

    private static int SizeIndex(int bytes) => bytes <= Pages.PageBytes
        ? 0 : BitOperations.Log2((uint)(bytes - 1)) + 1 - BitOperations.Log2((uint)Pages.PageBytes);

    private static int SizeOf(int index) => Pages.PageBytes << index;

    /// <summary>At the start of a page that is given out in parts.</summary>
    private struct Parts
    {
        /// <summary>Neighbours in the list of pages that have a free part.</summary>
        public Parts* Next;
        public Parts* Previous;

        /// <summary>The first part that came back; each has the address of the next at its start.</summary>
        public byte* Free;

        /// <summary>Parts that were ever given out.</summary>
        public int Touched;

        /// <summary>Parts that are out.</summary>
        public int Used;
    }
}
