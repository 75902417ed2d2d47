using System.Buffers.Text;

namespace Appliance.Endpoints.Requests;

/// <summary>
/// The conversions between scalar JSON types that the vendors' APIs accept, for members that are not
/// <see cref="Member.IsExact"/>. <see cref="Member.ConvertedFrom"/> documents them.
/// </summary>
internal static class ScalarConversions
{
    /// <summary>The maximum number of digits of a converted number.</summary>
    public const int DigitsMax = 20;

    /// <summary>Whether a JSON number can be used as text: only decimal digits, without sign, fraction or exponent.
    /// </summary>
    public static bool IsTextOf(ReadOnlySpan<byte> number) =>
        number.Length is > 0 and <= DigitsMax && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Converts a text of digits to a number.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return IsTextOf(text) && Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;
    }

    /// <summary>Converts <c>true</c>, <c>false</c>, <c>1</c> or <c>0</c> to a flag; null for any other text.</summary>
    public static bool? Flag(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8) ? true
        : text.SequenceEqual("false"u8) || text.SequenceEqual("0"u8) ? false
        : null;
}
