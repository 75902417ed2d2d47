namespace Appliance.Http;

/// <summary>
/// The Date field line, formatted once per second (IMF-fixdate, RFC 9110 §5.6.7). Formatted by hand because the
/// framework's culture-aware formatter adds 40 KB to the binary.
/// </summary>
internal sealed class HttpDate
{
    private const int NameBytes = 6;
    private const int DateBytes = 29;
    private const ulong UnixTimeSecondsMax = 253_402_300_799;

    private readonly byte[] _line = [.. "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8];
    private long _unixTimeSeconds;

    public ReadOnlySpan<byte> Line => _line;

    /// <summary>A time outside the years 1970 to 9999 is ignored.</summary>
    public void Set(long unixTimeSeconds)
    {
        if (unixTimeSeconds == _unixTimeSeconds || (ulong)unixTimeSeconds > UnixTimeSecondsMax)
            return;
        _unixTimeSeconds = unixTimeSeconds;
        Write(DateTime.UnixEpoch.AddSeconds(unixTimeSeconds), _line.AsSpan(NameBytes, DateBytes));
    }

    /// <summary>Overwrites an existing date; separators and "GMT" stay unchanged.</summary>
    private static void Write(DateTime at, Span<byte> date)
    {
        "SunMonTueWedThuFriSat"u8.Slice(3 * (int)at.DayOfWeek, 3).CopyTo(date);
        Digits(at.Day, date.Slice(5, 2));
        "JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice(3 * (at.Month - 1), 3).CopyTo(date.Slice(8));
        Digits(at.Year, date.Slice(12, 4));
        Digits(at.Hour, date.Slice(17, 2));
        Digits(at.Minute, date.Slice(20, 2));
        Digits(at.Second, date.Slice(23, 2));
    }

    private static void Digits(int value, Span<byte> digits)
    {
        for (int at = digits.Length - 1; at >= 0; at--, value /= 10)
            digits[at] = (byte)('0' + value % 10);
    }
}
