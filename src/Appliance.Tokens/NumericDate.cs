namespace Appliance.Tokens;

/// <summary>
/// Instants in tokens: a JSON number of seconds since 1970, which may have a fraction and an exponent (RFC 7519,
/// section 2: NumericDate). Computed in whole numbers, so exact however many digits there are. The range is 0 to
/// <see cref="TokenLimits.InstantSecondsMax"/>, after rounding; a minus sign is refused, that of -0 included. Nothing
/// is thrown or allocated.
/// </summary>
public static class NumericDate
{
    /// <summary>Exponents beyond it count as it: no token has so many digits that one more would make a
    /// difference.</summary>
    private const long ExponentMax = 1L << 40;

    /// <summary>The last whole second at or before the instant: for exp, so that no token lives longer than it
    /// says.</summary>
    /// <param name="number">A number in the grammar of RFC 8259, section 6.</param>
    /// <param name="unixSeconds">0 if the result is false.</param>
    /// <returns>False if it is no such number, or out of range.</returns>
    public static bool TryRoundDown(ReadOnlySpan<byte> number, out long unixSeconds) =>
        TryRead(number, out unixSeconds, out _);

    /// <summary>The first whole second at or after the instant: for nbf and iat, so that no token is good before it
    /// says.</summary>
    /// <inheritdoc cref="TryRoundDown"/>
    public static bool TryRoundUp(ReadOnlySpan<byte> number, out long unixSeconds)
    {
        if (!TryRead(number, out unixSeconds, out bool hasFraction))
            return false;
        if (!hasFraction)
            return true;
        bool isInRange = unixSeconds < TokenLimits.InstantSecondsMax;
        unixSeconds = isInRange ? unixSeconds + 1 : 0;
        return isInRange;
    }

    /// <summary>The whole part of a number, and whether there is more to it.</summary>
    private static bool TryRead(ReadOnlySpan<byte> number, out long whole, out bool hasFraction)
    {
        hasFraction = false;
        int digits = CountDigits(number);
        if (digits == 0 || digits == number.Length)
            return TryAccumulate(number, digits, 0, out whole) && digits > 0;
        whole = 0;
        if (!TrySplit(number, digits, out int fractionEnd, out long exponent))
            return false;
        ReadOnlySpan<byte> fraction = fractionEnd > digits ? number[(digits + 1)..fractionEnd] : default;

        // The decimal point stands behind so many of all digits: it may be in front of them, or beyond the last one.
        long point = digits + exponent;
        int wholeOfInteger = (int)Math.Clamp(point, 0, digits);
        int wholeOfFraction = (int)Math.Clamp(point - digits, 0, fraction.Length);
        hasFraction = number[wholeOfInteger..digits].ContainsAnyExcept((byte)'0')
            || fraction[wholeOfFraction..].ContainsAnyExcept((byte)'0');
        return TryAccumulate(number[..wholeOfInteger], wholeOfInteger, 0, out whole)
            && TryAccumulate(fraction[..wholeOfFraction], wholeOfFraction, whole, out whole)
            && TryShift(point - digits - fraction.Length, ref whole);
    }

    /// <summary>Where the fraction ends and what the exponent is, of a number that is more than digits.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> number, int digits, out int fractionEnd, out long exponent)
    {
        fractionEnd = digits;
        exponent = 0;
        if (number[digits] == (byte)'.')
        {
            int length = CountDigits(number[(digits + 1)..]);
            fractionEnd = digits + 1 + length;
            if (length == 0)
                return false;
        }
        ReadOnlySpan<byte> rest = number[fractionEnd..];
        if (rest.IsEmpty)
            return true;
        if (rest[0] is not ((byte)'e' or (byte)'E'))
            return false;
        rest = rest[1..];
        bool isNegative = rest.StartsWith("-"u8);
        if (isNegative || rest.StartsWith("+"u8))
            rest = rest[1..];
        if (rest.IsEmpty || CountDigits(rest) != rest.Length)
            return false;
        foreach (byte digit in rest)
            exponent = Math.Min(ExponentMax, exponent * 10 + (digit - '0'));
        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    /// <summary>Appends digits to a number; false, and 0, if it is out of range then.</summary>
    private static bool TryAccumulate(ReadOnlySpan<byte> text, int digits, long before, out long value)
    {
        value = before;
        for (int at = 0; at < digits; at++)
        {
            value = value * 10 + (text[at] - '0');
            if (value > TokenLimits.InstantSecondsMax)
            {
                value = 0;
                return false;
            }
        }
        return true;
    }

    /// <summary>Appends zeros; none if there are fewer than one, or the value is 0.</summary>
    private static bool TryShift(long zeros, ref long value)
    {
        for (; zeros > 0 && value > 0; zeros--)
        {
            value *= 10;
            if (value > TokenLimits.InstantSecondsMax)
            {
                value = 0;
                return false;
            }
        }
        return true;
    }
}
