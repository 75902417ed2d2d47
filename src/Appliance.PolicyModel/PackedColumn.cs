namespace Appliance.PolicyModel;

/// <summary>
/// A column of constant numbers as bytes. Number <c>i</c> is <c>min + i × step</c> and what its digits add, 6 bits a
/// digit, as many digits as the farthest needs: where ids of one length end takes none. A literal holds all
/// digits, where as many number literals cost the compiler seconds; natively compiled it is data of the binary, so that
/// reading it allocates nothing and the start pays nothing. The digits are the 64 characters from <c>0</c> to <c>o</c>,
/// which a raw literal holds without escapes. Sums wrap around, alike when packed and when read.
/// </summary>
public readonly ref struct PackedColumn
{
    private const int BitsPerDigit = 6;
    private const byte Zero = (byte)'0';

    private readonly ReadOnlySpan<byte> _digits;
    private readonly PackedShape _shape;

    /// <param name="shape">What the digits mean.</param>
    /// <param name="digits">What <see cref="Pack"/> made.</param>
    public PackedColumn(PackedShape shape, ReadOnlySpan<byte> digits)
    {
        _shape = shape;
        _digits = digits;
    }

    public int Count => _shape.Count;

    public long this[int index]
    {
        get
        {
            // The digits are sliced, so that even a column that was packed wrong is never left.
            if ((uint)index >= (uint)_shape.Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            ulong distance = 0;
            foreach (byte digit in _digits.Slice(index * _shape.Width, _shape.Width))
                distance = distance << BitsPerDigit | (byte)(digit - Zero);
            return unchecked(_shape.Min + index * _shape.Step + (long)distance);
        }
    }

    /// <summary>The digits of a column: as few as there can be, with a step between the numbers or without.</summary>
    public static byte[] Pack(ReadOnlySpan<long> values, out PackedShape shape)
    {
        shape = ShapeOf(values, step: 0);
        if (values.Length > 1)
        {
            long step = unchecked(values[values.Length - 1] - values[0]) / (values.Length - 1);
            PackedShape stepped = ShapeOf(values, step);
            shape = stepped.Width < shape.Width ? stepped : shape;
        }
        var digits = new byte[checked(values.Length * shape.Width)];
        for (int i = 0; i < values.Length; i++)
        {
            ulong rest = unchecked((ulong)(values[i] - i * shape.Step - shape.Min));
            for (int at = (i + 1) * shape.Width - 1; at >= i * shape.Width; at--)
            {
                digits[at] = (byte)(Zero + (rest & (1 << BitsPerDigit) - 1));
                rest >>= BitsPerDigit;
            }
        }
        return digits;
    }

    private static PackedShape ShapeOf(ReadOnlySpan<long> values, long step)
    {
        long max = long.MinValue, min = long.MaxValue;
        for (int i = 0; i < values.Length; i++)
        {
            long value = unchecked(values[i] - i * step);
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        if (values.IsEmpty)
            return default;
        int width = 0;
        for (ulong rest = unchecked((ulong)(max - min)); rest != 0; rest >>= BitsPerDigit)
            width++;
        return new(values.Length, width, min, step);
    }
}

/// <summary>What the digits of a <see cref="PackedColumn"/> mean.</summary>
/// <param name="Count">How many numbers there are.</param>
/// <param name="Width">How many digits each has, perhaps none.</param>
/// <param name="Min">What digits of zero stand for, in the first number.</param>
/// <param name="Step">How much more they stand for in each number than in the one before.</param>
public readonly record struct PackedShape(int Count, int Width, long Min, long Step);
