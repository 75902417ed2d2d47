namespace Appliance.PolicyModel.Tests;

public class PackedColumnTests
{
    /// <summary>The first second of the year 1 and the last of the year 9999.</summary>
    private static readonly Gen<long> Instants = Gen.Long[-62_135_596_800, 253_402_300_799];

    private static readonly Gen<long> Numbers = Gen.OneOf(
        Gen.Long, Gen.Long[0, 999], Gen.Long[0, 32 << 20], Gen.Long[0, Duration.SecondsMax], Instants);

    private static readonly Gen<long[]> Series = Gen.Select(Numbers, Numbers, Gen.Long[0, 70].Array[0, 50]).Select(
        (first, step, noise) => noise.Select((n, i) => unchecked(first + i * step + n)).ToArray());

    [Fact]
    public void Packed_numbers_round_trip() =>
        Gen.OneOf(Numbers.Array[0, 50], Instants.Array[0, 50], Gen.Long[-3, 3].Array[0, 50], Series)
            .Sample(values => Assert.Equal(values, new Column(values).Unpacked()));

    [Fact]
    public void Digits_need_no_escape_in_a_raw_literal() => Numbers.Array[0, 50].Sample(values =>
    {
        foreach (byte digit in new Column(values).Digits)
            Assert.InRange(digit, (byte)'0', (byte)'o');
    });

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(0, new[] { 7L, 7, 7 })]
    [InlineData(1, new[] { -1L, 62, 3 })]
    [InlineData(2, new[] { -1L, 63, -1 })]
    [InlineData(3, new[] { 0L, 100_001, 5 })]
    [InlineData(11, new[] { long.MinValue, long.MaxValue, 0 })]
    [InlineData(0, new[] { 24L, 48, 72, 96 })]
    [InlineData(0, new[] { 10L, 0, -10 })]
    [InlineData(1, new[] { 1000L, 2010, 3000, 4003 })]
    public void Column_width_fits_the_largest_difference(int width, long[] values)
    {
        var column = new Column(values);
        Assert.Equal((width, width * values.Length), (column.Width, column.Digits.Length));
    }

    [Fact]
    public void Index_out_of_range_throws() =>
        Gen.Select(Numbers.Array[0, 20], Gen.OneOf(Gen.Int, Gen.Int[-2, 22])).Sample((values, index) =>
        {
            var column = new Column(values);
            if (index >= 0 && index < values.Length)
                Assert.Equal(values[index], column.Packed[index]);
            else
                Assert.Throws<ArgumentOutOfRangeException>(() => column.Packed[index]);
        });

    [Fact]
    public void Column_with_too_few_digits_never_reads_out_of_bounds() =>
        Gen.Select(Gen.Int[1, 11], Gen.Int[0, 100], Gen.Int[0, int.MaxValue]).Sample((width, length, index) =>
        {
            var digits = new byte[length];
            Array.Fill(digits, (byte)'0');
            long? read = null;
            try
            {
                read = new PackedColumn(new(int.MaxValue, width, Min: 5, Step: 0), digits)[index];
            }
            catch (ArgumentOutOfRangeException)
            {
                // The only other allowed outcome.
            }
            int at = unchecked(index * width);
            Assert.Equal(at >= 0 && at <= length - width, read is not null);
            Assert.True(read is null or 5);
        });
}
