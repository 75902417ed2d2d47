using System.Globalization;

namespace Appliance.Hosting.Results;

/// <summary>Fixed-point numbers: 12345 with three decimals is 12.345.</summary>
public static class FixedPoint
{
    /// <param name="value">In units of the last decimal; 0 or more.</param>
    /// <param name="decimals">Digits after the point, 1 or more.</param>
    public static string ToText(long value, int decimals)
    {
        string digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return digits[..^decimals] + "." + digits[^decimals..];
    }
}
