namespace Appliance.Tokens;

/// <summary>
/// Parses the NumericDate of RFC 7519, section 2: a JSON number of seconds since 1970, possibly with a fraction and an
/// exponent. Uses integer arithmetic, so it is exact for any number of digits. The range after rounding is 0 to
/// <see cref="TokenLimits.InstantSecondsMax"/>; a minus sign is rejected, even in -0. Does not throw or allocate.
/// </summary>
public static class NumericDate
{
    /// <summary>
    /// Exponents are clamped to this value. No token has enough digits for a larger one to change the result.
    /// </summary>
    private const long ExponentMax = 1L << 40;

    /// <summary>Rounds down to a whole second. For exp, so that no token is valid longer than it claims.</summary>
    /// <param name="number">A number in the grammar of RFC 8259, section 6.</param>
    /// <param name="unixSeconds">0 if the result is false.</param>
    /// <returns>False if the number is malformed or out of range.</returns>
    public static bool TryRoundDown(ReadOnlySpan<byte> number, out long unixSeconds) =>
        TryRead(number, out unixSeconds, out _);

    /// <summary>
    /// Rounds up to a whole second. For nbf and iat, so that no token is valid earlier than it claims.
    /// </summary>
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

    /// <summary>Reads the integer part, and whether a non-zero fraction follows.</summary>
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

        // Position of the decimal point among all digits; it may be before the first or after the last one.
        long point = digits + exponent;
        int wholeOfInteger = (int)Math.Clamp(point, 0, digits);
        int wholeOfFraction = (int)Math.Clamp(point - digits, 0, fraction.Length);
        hasFraction = number[wholeOfInteger..digits].ContainsAnyExcept((byte)'0')
            || fraction[wholeOfFraction..].ContainsAnyExcept((byte)'0');
        return TryAccumulate(number[..wholeOfInteger], wholeOfInteger, 0, out whole)
            && TryAccumulate(fraction[..wholeOfFraction], wholeOfFraction, whole, out whole)
            && TryShift(point - digits - fraction.Length, ref whole);
    }

    /// <summary>Finds the end of the fraction and the exponent of a number that is not only digits.</summary>
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

    /// <summary>Appends digits to a number. Returns false and sets 0 if it gets out of range.</summary>
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

    /// <summary>Appends zeros. A count below 1 and a value of 0 change nothing.</summary>
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
