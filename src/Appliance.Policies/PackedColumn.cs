namespace Appliance.Policy;

/// <summary>
/// A column of constant numbers as bytes: each as its distance from the column's least, in as many digits as the
/// farthest needs, six bits a digit. A literal holds all of them, where as many number literals cost the compiler
/// seconds; natively compiled it is data of the binary, so that reading it allocates nothing and the start pays
/// nothing. The digits are the 64 characters from <c>0</c> to <c>o</c>, which a raw literal holds without escapes.
/// </summary>
public readonly ref struct PackedColumn
{
    private const int BitsPerDigit = 6;
    private const byte Zero = (byte)'0';

    private readonly ReadOnlySpan<byte> _digits;
    private readonly long _least;
    private readonly int _width;

    /// <param name="count">How many numbers there are.</param>
    /// <param name="width">How many digits each has; none if all are the same.</param>
    /// <param name="least">The least of them.</param>
    /// <param name="digits">What <see cref="Pack"/> made.</param>
    public PackedColumn(int count, int width, long least, ReadOnlySpan<byte> digits)
    {
        Count = count;
        _width = width;
        _least = least;
        _digits = digits;
    }

    public int Count { get; }

    public long this[int index]
    {
        get
        {
            // The digits are sliced, so that even a column that was packed wrong is never left.
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            ulong distance = 0;
            foreach (byte digit in _digits.Slice(index * _width, _width))
                distance = distance << BitsPerDigit | (byte)(digit - Zero);
            return unchecked(_least + (long)distance);
        }
    }

    /// <summary>The digits of a column, and what else its constructor needs to know.</summary>
    public static byte[] Pack(ReadOnlySpan<long> values, out int width, out long least)
    {
        long most = least = values.IsEmpty ? 0 : values[0];
        foreach (long value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }
        width = 0;
        for (ulong rest = unchecked((ulong)(most - least)); rest != 0; rest >>= BitsPerDigit)
            width++;
        var digits = new byte[checked(values.Length * width)];
        int start = 0;
        foreach (long value in values)
        {
            ulong rest = unchecked((ulong)(value - least));
            for (int at = start + width - 1; at >= start; at--)
            {
                digits[at] = (byte)(Zero + (rest & (1 << BitsPerDigit) - 1));
                rest >>= BitsPerDigit;
            }
            start += width;
        }
        return digits;
    }
}
