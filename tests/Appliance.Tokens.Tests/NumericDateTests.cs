using System.Globalization;
using System.Numerics;
using System.Text;

namespace Appliance.Tokens.Tests;

public sealed class NumericDateTests
{
    private const long Max = TokenLimits.InstantSecondsMax;

    [Theory]
    [InlineData("0", 0L, 0L)]
    [InlineData("1800000000", 1_800_000_000L, 1_800_000_000L)]
    [InlineData("1800000000.0", 1_800_000_000L, 1_800_000_000L)]
    [InlineData("1800000000.5", 1_800_000_000L, 1_800_000_001L)]
    [InlineData("1800000000.000000000000000000000000000000000001", 1_800_000_000L, 1_800_000_001L)]
    [InlineData("1.8e9", 1_800_000_000L, 1_800_000_000L)]
    [InlineData("1.8000000005E+9", 1_800_000_000L, 1_800_000_001L)]
    [InlineData("18000000005e-1", 1_800_000_000L, 1_800_000_001L)]
    [InlineData("180000000000000e-5", 1_800_000_000L, 1_800_000_000L)]
    [InlineData("0.0000018e15", 1_800_000_000L, 1_800_000_000L)]
    [InlineData("0.001", 0L, 1L)]
    [InlineData("1e-1", 0L, 1L)]
    [InlineData("1e-99999999999999999999999", 0L, 1L)]
    [InlineData("0e99999999999999999999999", 0L, 0L)]
    [InlineData("0.000e99999999999999999999999", 0L, 0L)]
    [InlineData("253402300799", Max, Max)]
    [InlineData("253402300799.5", Max, null)]
    [InlineData("253402300800", null, null)]
    [InlineData("25340230080e1", null, null)]
    [InlineData("1e12", null, null)]
    [InlineData("1e400", null, null)]
    [InlineData("1e99999999999999999999999", null, null)]
    [InlineData("9223372036854775808", null, null)]
    [InlineData("18446744073709551617", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("-0", null, null)]
    [InlineData("-0.0", null, null)]
    // The JSON reader already rejects these; NumericDate must reject them too.
    [InlineData("", null, null)]
    [InlineData("1.", null, null)]
    [InlineData(".5", null, null)]
    [InlineData("1e", null, null)]
    [InlineData("1e+", null, null)]
    [InlineData("1e1.5", null, null)]
    [InlineData("1 ", null, null)]
    [InlineData("+1", null, null)]
    [InlineData("0x10", null, null)]
    [InlineData("NaN", null, null)]
    public void NumericDate_is_rounded_to_whole_seconds(string number, long? down, long? up)
    {
        Assert.Equal(down, Down(number));
        Assert.Equal(up, Up(number));
    }

    /// <summary>The number of digits does not reduce the precision.</summary>
    [Fact]
    public void NumericDate_with_thousands_of_digits_is_exact()
    {
        string zeros = new('0', 10_000);
        Assert.Equal((1_800_000_000, 1_800_000_001), (Down($"1800000000.{zeros}1"), Up($"1800000000.{zeros}1")));
        Assert.Equal((1_800_000_000, 1_800_000_000), (Down($"1800000000{zeros}e-10000"), Up($"18{zeros}e-9992")));
        Assert.Equal((1_800_000_000, 1_800_000_000), (Down($"0.{zeros}18e10010"), Up($"0.{zeros}18e10010")));
        Assert.Null(Down($"18{zeros}"));
    }

    private static readonly Gen<string> Digits = Gen.Char['0', '9'].Array[1, 14].Select(digits => new string(digits));

    private static readonly Gen<string> Numbers = Gen.Select(
        Digits, Gen.OneOf(Gen.Const(""), Digits.Select(fraction => "." + fraction)),
        Gen.OneOf(
            Gen.Const(""),
            Gen.Select(Gen.OneOf("e", "E", "e+", "E+", "e-", "E-"), Gen.Int[0, 30], (e, value) => e + value)),
        (whole, fraction, exponent) => whole + fraction + exponent);

    /// <summary>Compares with the same number as a fraction of big integers.</summary>
    [Fact]
    public void Rounding_matches_BigInteger_fractions() => Numbers.Sample(
        number =>
        {
            (BigInteger numerator, BigInteger denominator) = Fraction(number);
            BigInteger down = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
            BigInteger up = rest.IsZero ? down : down + 1;
            Assert.Equal((down <= Max ? (long)down : null, up <= Max ? (long)up : null), (Down(number), Up(number)));
        },
        iter: 20_000);

    /// <summary>Compares with System.Decimal, whose 28 digits represent these numbers exactly.</summary>
    [Fact]
    public void Rounding_matches_System_Decimal() => Gen.Select(Gen.Long[0, Max - 1], Gen.Int[0, 9_999_999]).Sample(
        (seconds, fraction) =>
        {
            decimal instant = seconds + fraction / 10_000_000m;
            string number = instant.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(
                ((long)decimal.Floor(instant), (long)decimal.Ceiling(instant)), (Down(number), Up(number)));
        });

    [Fact]
    public void Arbitrary_text_never_throws() =>
        Gen.OneOf<char>([.. "0123456789.eE+- x"]).Array[0, 12].Sample(characters =>
        {
            string text = new(characters);
            long? down = Down(text), up = Up(text);
            Assert.True(down is null || up is null || up - down is 0 or 1);
            Assert.True(down is null || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        });

    private static (BigInteger Numerator, BigInteger Denominator) Fraction(string number)
    {
        string[] parts = number.Split('e', 'E');
        string[] mantissa = parts[0].Split('.');
        string fraction = mantissa.Length > 1 ? mantissa[1] : "";
        int exponent = (parts.Length > 1 ? int.Parse(parts[1]) : 0) - fraction.Length;
        BigInteger digits = BigInteger.Parse(mantissa[0] + fraction);
        return exponent >= 0
            ? (digits * BigInteger.Pow(10, exponent), BigInteger.One) : (digits, BigInteger.Pow(10, -exponent));
    }

    private static long? Down(string number) =>
        NumericDate.TryRoundDown(Encoding.ASCII.GetBytes(number), out long seconds) ? seconds : None(seconds);

    private static long? Up(string number) =>
        NumericDate.TryRoundUp(Encoding.ASCII.GetBytes(number), out long seconds) ? seconds : None(seconds);

    private static long? None(long seconds)
    {
        Assert.Equal(0, seconds);
        return null;
    }
}
