namespace Appliance.PolicyModel;

/// <summary>
/// A column of constant numbers, packed into bytes. Number <c>i</c> is <c>min + i × step</c> plus its digits, 6 bits a
/// digit. The width is the digit count of the largest difference: the end offsets of ids of one length need no digits.
/// One literal holds all digits, because as many number literals would cost the compiler seconds. In a natively
/// compiled binary it is read-only data: reading allocates nothing and start-up costs nothing. The digits are the 64
/// characters from <c>0</c> to <c>o</c>, which a raw literal holds without escapes. Sums wrap around, both when packing
/// and when reading.
/// </summary>
public readonly ref struct PackedColumn
{
    private const int BitsPerDigit = 6;
    private const byte Zero = (byte)'0';

    private readonly ReadOnlySpan<byte> _digits;
    private readonly PackedShape _shape;

    /// <param name="shape">The interpretation of the digits.</param>
    /// <param name="digits">The output of <see cref="Pack"/>.</param>
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
            // Slicing keeps the read inside the digits even if the column was packed incorrectly.
            if ((uint)index >= (uint)_shape.Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            ulong distance = 0;
            foreach (byte digit in _digits.Slice(index * _shape.Width, _shape.Width))
                distance = distance << BitsPerDigit | (byte)(digit - Zero);
            return unchecked(_shape.Min + index * _shape.Step + (long)distance);
        }
    }

    /// <summary>The digits of a column: the fewest possible, with or without a step between the numbers.</summary>
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

/// <summary>The interpretation of the digits of a <see cref="PackedColumn"/>.</summary>
/// <param name="Count">The count of numbers.</param>
/// <param name="Width">The digits of each number; may be 0.</param>
/// <param name="Min">The value of all-zero digits in the first number.</param>
/// <param name="Step">The increment of that value from one number to the next.</param>
public readonly record struct PackedShape(int Count, int Width, long Min, long Step);
