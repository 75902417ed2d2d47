namespace Appliance.Http;

/// <summary>The Date field line, written when the second changes (IMF-fixdate, RFC 9110 §5.6.7). The framework's
/// formatter would cost 40 KB of binary.</summary>
internal sealed class HttpDate
{
    private const int NameBytes = 6;
    private const ulong UnixTimeSecondsMax = 253_402_300_799;
    private const int WordBytes = 3;

    private readonly byte[] _line = [.. "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"u8];
    private long _unixTimeSeconds;

    public ReadOnlySpan<byte> Line => _line;

    private static ReadOnlySpan<byte> DayNames => "SunMonTueWedThuFriSat"u8;

    private static ReadOnlySpan<byte> MonthNames => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>A time outside the years 1970 to 9999 leaves the date as it was.</summary>
    public void Set(long unixTimeSeconds)
    {
        if (unixTimeSeconds == _unixTimeSeconds || (ulong)unixTimeSeconds > UnixTimeSecondsMax)
            return;
        _unixTimeSeconds = unixTimeSeconds;
        DateTime time = new(DateTime.UnixEpoch.Ticks + unixTimeSeconds * TimeSpan.TicksPerSecond);
        // "Thu, 01 Jan 1970 00:00:00 GMT"
        Span<byte> date = _line.AsSpan(NameBytes);
        DayNames.Slice((int)time.DayOfWeek * WordBytes, WordBytes).CopyTo(date);
        MonthNames.Slice((time.Month - 1) * WordBytes, WordBytes).CopyTo(date[8..]);
        WriteNumber(date.Slice(5, 2), time.Day);
        WriteNumber(date.Slice(12, 4), time.Year);
        WriteNumber(date.Slice(17, 2), time.Hour);
        WriteNumber(date.Slice(20, 2), time.Minute);
        WriteNumber(date.Slice(23, 2), time.Second);
    }

    private static void WriteNumber(Span<byte> digits, int number)
    {
        for (int place = digits.Length - 1; place >= 0; place--)
        {
            digits[place] = (byte)('0' + number % 10);
            number /= 10;
        }
    }
}
