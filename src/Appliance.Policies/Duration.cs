namespace Appliance.Policy;

/// <summary>Durations as people write them: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>.</summary>
public static class Duration
{
    /// <summary>A hundred years: no instant plus such a duration leaves the range of a long.</summary>
    public const long SecondsMax = 100L * 366 * 24 * 3600;

    /// <summary>1 to <see cref="SecondsMax"/> seconds: digits without a leading zero, then one unit.</summary>
    public static bool TryParse(string text, out long seconds)
    {
        seconds = 0;
        long unit = text.Length < 2 ? 0 : text[text.Length - 1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 24 * 3600,
            _ => 0,
        };
        if (unit == 0 || text[0] == '0')
            return false;
        for (int i = 0; i < text.Length - 1; i++)
        {
            if (text[i] is < '0' or > '9')
                return false;
            seconds = seconds * 10 + (text[i] - '0');
            if (seconds > SecondsMax / unit)
                return false;
        }
        seconds *= unit;
        return true;
    }
}
