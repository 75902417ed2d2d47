namespace Appliance.PolicyModel.Tests;

/// <summary>A packed column in memory, as the generator writes it into a literal.</summary>
internal sealed class Column
{
    private readonly PackedShape _shape;
    private readonly byte[] _digits;

    public Column(long[] values) => _digits = PackedColumn.Pack(values, out _shape);

    public int Width => _shape.Width;

    public ReadOnlySpan<byte> Digits => _digits;

    public PackedColumn Packed => new(_shape, _digits);

    public long[] Unpacked()
    {
        var values = new long[Packed.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Packed[i];
        return values;
    }
}
