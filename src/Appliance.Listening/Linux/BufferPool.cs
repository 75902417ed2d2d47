using System.Numerics;

namespace Appliance.Listening.Linux;

/// <summary>
/// The buffers that one thread's connections keep bytes in, by doubling sizes. What comes back is kept for the next,
/// up to a bound per size, so that a rush does not hold its memory for ever.
/// </summary>
internal sealed class BufferPool
{
    private const int BytesLeast = 512;
    private const int KeptBytesPerSizeMax = 1 << 18;

    private readonly int _bytesMax;
    private readonly BufferBudget _budget;
    private readonly byte[][][] _kept;
    private readonly int[] _keptCounts;

    /// <param name="bytesMax">The largest buffer that is ever asked for.</param>
    /// <param name="budget">What all threads may have together.</param>
    public BufferPool(int bytesMax, BufferBudget budget)
    {
        _bytesMax = Math.Max(bytesMax, BytesLeast);
        _budget = budget;
        _kept = new byte[SizeIndex(_bytesMax) + 1][][];
        _keptCounts = new int[_kept.Length];
        for (int index = 0; index < _kept.Length; index++)
            _kept[index] = new byte[Math.Max(1, KeptBytesPerSizeMax / SizeOf(index))][];
    }

    /// <summary>A buffer of at least so many bytes, its content undefined; null if the budget is spent.</summary>
    public byte[]? TryRent(int bytes)
    {
        int index = SizeIndex(bytes);
        if (!_budget.TryTake(SizeOf(index)))
            return null;
        return _keptCounts[index] > 0
            ? _kept[index][--_keptCounts[index]]
            : GC.AllocateUninitializedArray<byte>(SizeOf(index));
    }

    public void Return(byte[] buffer)
    {
        _budget.Return(buffer.Length);
        int index = SizeIndex(buffer.Length);
        if (_keptCounts[index] < _kept[index].Length)
            _kept[index][_keptCounts[index]++] = buffer;
        else
            _budget.Drop(buffer.Length);
    }

    private static int SizeIndex(int bytes) =>
        bytes <= BytesLeast ? 0 : BitOperations.Log2((uint)(bytes - 1)) + 1 - BitOperations.Log2(BytesLeast);

    /// <summary>The largest size is cut to what is asked for, not doubled past it.</summary>
    private int SizeOf(int index) => (int)Math.Min((long)BytesLeast << index, _bytesMax);
}
