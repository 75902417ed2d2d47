namespace Appliance.Policy.Tests;

/// <summary>A packed column in memory: what the generator writes into a literal.</summary>
internal sealed class Column
{
    private readonly int _count;
    private readonly byte[] _digits;

    public Column(long[] values)
    {
        _count = values.Length;
        _digits = PackedColumn.Pack(values, out int width, out long least);
        Width = width;
        Least = least;
    }

    public int Width { get; }

    public long Least { get; }

    public ReadOnlySpan<byte> Digits => _digits;

    public PackedColumn Packed => new(_count, Width, Least, _digits);

    public long[] Unpacked()
    {
        var values = new long[Packed.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Packed[i];
        return values;
    }
}
