using System.Buffers.Text;

namespace Appliance.Endpoints;

/// <summary>
/// The conversions between scalar JSON types that the vendors' APIs make, for members that are not
/// <see cref="Member.IsExact"/>. <see cref="Member.ConvertedFrom"/> lists all conversions.
/// </summary>
internal static class ScalarConversions
{
    /// <summary>The most digits that a whole number may have where another type is expected.</summary>
    public const int DigitsMax = 20;

    /// <summary>A JSON number where a text is expected: its decimal digits as they stand, without sign, fraction or
    /// exponent.</summary>
    public static bool IsTextOf(ReadOnlySpan<byte> number) =>
        number.Length is > 0 and <= DigitsMax && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>A text of digits where a number is expected: that number.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return IsTextOf(text) && Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;
    }

    /// <summary>A text where a boolean is expected: <c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    public static bool? Flag(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8) ? true
        : text.SequenceEqual("false"u8) || text.SequenceEqual("0"u8) ? false
        : null;
}
