using System.Globalization;

namespace Appliance.PolicyModel;

/// <summary>Durations in policy notation: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>.</summary>
public static class Duration
{
    public const long Minute = 60;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>Ten years. A longer duration is assumed to be a mistake; no sum of durations within the limit
    /// overflows.</summary>
    public const long SecondsMax = 3650 * Day;

    /// <summary>Nine digits of days are far below 2^63 seconds.</summary>
    private const int DigitsMax = 9;

    /// <summary>Parses digits without a leading zero, followed by one unit. The result may be 0, or over
    /// <see cref="SecondsMax"/>.</summary>
    public static bool TryParse(string text, out long seconds)
    {
        seconds = 0;
        int digits = text.Length - 1;
        long unit = digits < 1 ? 0 : text[digits] switch
        {
            's' => 1,
            'm' => Minute,
            'h' => Hour,
            'd' => Day,
            _ => 0,
        };
        if (unit == 0 || digits > DigitsMax || text[0] == '0' && digits > 1)
            return false;
        for (int i = 0; i < digits; i++)
        {
            if (text[i] is < '0' or > '9')
                return false;
            seconds = seconds * 10 + (text[i] - '0');
        }
        seconds *= unit;
        return true;
    }

    /// <summary>Formats in the largest unit that divides the duration; days only from two days on.</summary>
    public static string ToText(long seconds)
    {
        (long unit, string letter) =
            seconds == 0 ? (1L, "s")
            : seconds % Day == 0 && seconds > Day ? (Day, "d")
            : seconds % Hour == 0 ? (Hour, "h")
            : seconds % Minute == 0 ? (Minute, "m")
            : (1L, "s");
        return (seconds / unit).ToString(CultureInfo.InvariantCulture) + letter;
    }
}
