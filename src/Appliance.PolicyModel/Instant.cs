using System.Globalization;

namespace Appliance.PolicyModel;

/// <summary>Instants in the format of RFC 3339, section 5.6, in whole seconds: <c>2040-01-01T10:00:00Z</c>.</summary>
public static class Instant
{
    /// <summary>The length of the text written by <see cref="Write"/>.</summary>
    public const int TextBytes = 20;

    private const string Digits = "dddd-dd-ddTdd:dd:dd";

    /// <summary>The Gregorian calendar repeats after this many years and days.</summary>
    private const int CycleYears = 400;
    private const long CycleDays = 146_097;

    /// <summary>Days from 0000-03-01 to 1970-01-01. Years are counted from March, so that a leap day is a year's last
    /// day.</summary>
    private const long EpochDays = 719_468;

    /// <summary>The length of five consecutive months from March or August on, in every year.</summary>
    private const int FiveMonthsDays = 153;

    /// <summary>Parses an instant of the years 1 to 9999, with Z or an offset; leap seconds are rejected.</summary>
    /// <param name="text">RFC 3339 text.</param>
    /// <param name="unixSeconds">Unix seconds, UTC; 0 if the text is malformed.</param>
    public static bool TryParse(string text, out long unixSeconds)
    {
        unixSeconds = 0;
        if (!Matches(text, 0, Digits) || !TryParseZone(text, Digits.Length, out long zoneSeconds))
            return false;
        int year = Number(text, 0, 4), month = Number(text, 5, 2), day = Number(text, 8, 2);
        int hour = Number(text, 11, 2), minute = Number(text, 14, 2), second = Number(text, 17, 2);
        bool valid = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60;
        if (!valid)
            return false;
        long time = hour * Duration.Hour + minute * Duration.Minute + second;
        unixSeconds = DaysSinceEpoch(year, month, day) * Duration.Day + time - zoneSeconds;
        return true;
    }

    /// <summary>Formats in UTC. Years before 0 and after 9999, for which RFC 3339 has no form, get a sign.</summary>
    public static string ToText(long unixSeconds)
    {
        long days = FloorDivide(unixSeconds, Duration.Day);
        long time = unixSeconds - days * Duration.Day;
        (long year, long month, long day) = Date(days);
        string sign = year < 0 ? "-" : year > 9999 ? "+" : "";
        return $"{sign}{Padded(Math.Abs(year), 4)}-{Padded(month, 2)}-{Padded(day, 2)}"
            + $"T{Padded(time / Duration.Hour, 2)}:{Padded(time / Duration.Minute % 60, 2)}:{Padded(time % 60, 2)}Z";
    }

    /// <summary>Same as <see cref="ToText"/>, in ASCII and without allocation.</summary>
    /// <param name="unixSeconds">An instant of the years 0 to 9999.</param>
    /// <param name="destination">Receives <see cref="TextBytes"/> bytes.</param>
    public static void Write(long unixSeconds, Span<byte> destination)
    {
        long days = FloorDivide(unixSeconds, Duration.Day);
        long time = unixSeconds - days * Duration.Day;
        (long year, long month, long day) = Date(days);
        Pad(year, destination.Slice(0, 4));
        Pad(month, destination.Slice(5, 2));
        Pad(day, destination.Slice(8, 2));
        Pad(time / Duration.Hour, destination.Slice(11, 2));
        Pad(time / Duration.Minute % 60, destination.Slice(14, 2));
        Pad(time % 60, destination.Slice(17, 2));
        destination[4] = destination[7] = (byte)'-';
        destination[10] = (byte)'T';
        destination[13] = destination[16] = (byte)':';
        destination[TextBytes - 1] = (byte)'Z';
    }

    private static void Pad(long value, Span<byte> digits)
    {
        for (int at = digits.Length - 1; at >= 0; at--, value /= 10)
            digits[at] = (byte)('0' + value % 10);
    }

    private static bool TryParseZone(string text, int at, out long seconds)
    {
        seconds = 0;
        if (text.Length == at + 1)
            return text[at] is 'Z' or 'z';
        if (text.Length != at + 6 || text[at] is not ('+' or '-') || !Matches(text, at + 1, "dd:dd"))
            return false;
        int hours = Number(text, at + 1, 2), minutes = Number(text, at + 4, 2);
        seconds = (hours * 60 + minutes) * 60 * (text[at] == '-' ? -1 : 1);
        return hours < 24 && minutes < 60;
    }

    /// <summary>In the pattern, <c>d</c> matches a digit and a letter matches itself in either case.</summary>
    private static bool Matches(string text, int at, string pattern)
    {
        if (text.Length < at + pattern.Length)
            return false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = text[at + i];
            bool same = pattern[i] == 'd' ? c is >= '0' and <= '9' : char.ToUpperInvariant(c) == pattern[i];
            if (!same)
                return false;
        }
        return true;
    }

    private static int Number(string text, int at, int length)
    {
        int value = 0;
        for (int i = at; i < at + length; i++)
            value = value * 10 + (text[i] - '0');
        return value;
    }

    private static int DaysInMonth(int year, int month)
    {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % CycleYears == 0);
        return month == 2 ? leap ? 29 : 28 : month is 4 or 6 or 9 or 11 ? 30 : 31;
    }

    private static long DaysSinceEpoch(int year, int month, int day)
    {
        int fromMarch = (month + 9) % 12;
        int marchYear = month <= 2 ? year - 1 : year;
        return marchYear * 365L + marchYear / 4 - marchYear / 100 + marchYear / CycleYears
            + DaysBeforeMonth(fromMarch) + day - 1 - EpochDays;
    }

    private static (long Year, long Month, long Day) Date(long daysSinceEpoch)
    {
        long days = daysSinceEpoch + EpochDays;
        long cycle = FloorDivide(days, CycleDays);
        long inCycle = days - cycle * CycleDays;
        // Leap days are removed, so that all years have 365 days: one every 4 years, except every 100, but every 400.
        long inCycleYear = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / (CycleDays - 1)) / 365;
        long inYear = inCycle - (inCycleYear * 365 + inCycleYear / 4 - inCycleYear / 100);
        long fromMarch = (5 * inYear + 2) / FiveMonthsDays;
        long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = cycle * CycleYears + inCycleYear + (month <= 2 ? 1 : 0);
        return (year, month, inYear - DaysBeforeMonth(fromMarch) + 1);
    }

    /// <summary>Days of the year before a month; year and month are counted from March.</summary>
    private static long DaysBeforeMonth(long fromMarch) => (FiveMonthsDays * fromMarch + 2) / 5;

    private static long FloorDivide(long value, long by) => value / by - (value % by < 0 ? 1 : 0);

    private static string Padded(long value, int width) =>
        value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
