using System.Globalization;
using Appliance.Json;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>Durations as policies write them: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>Ten years: whatever is longer is a mistake, and no sum of such durations overflows.</summary>
    private const long SecondsMax = 3650 * Day;

    /// <summary>The member's seconds; null if it is absent or was reported.</summary>
    public static long? Find(ObjectBinder owner, string member, long secondsMin)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        if (value is null)
            return null;
        if (!TryParse(value.Text, out long seconds))
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "a duration");
        else if (seconds < secondsMin)
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "long enough");
        else if (seconds > SecondsMax)
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "within ten years");
        else
            return seconds;
        return null;
    }

    /// <summary>In the largest unit that is whole, days from two on.</summary>
    public static string ToText(long seconds)
    {
        (long unit, char letter) =
            seconds % Day == 0 && seconds > Day ? (Day, 'd')
            : seconds % Hour == 0 ? (Hour, 'h')
            : seconds % Minute == 0 ? (Minute, 'm')
            : (1L, 's');
        return (seconds / unit).ToString(CultureInfo.InvariantCulture) + letter;
    }

    private static bool TryParse(string text, out long seconds)
    {
        seconds = 0;
        long unit = text.Length == 0 ? 0 : text[text.Length - 1] switch
        {
            's' => 1,
            'm' => Minute,
            'h' => Hour,
            'd' => Day,
            _ => 0,
        };
        // Nine digits of days are below 2^63 seconds.
        if (unit == 0 || text.Length is < 2 or > 10)
            return false;
        for (int i = 0; i < text.Length - 1; i++)
        {
            if (text[i] is < '0' or > '9')
                return false;
            seconds = seconds * 10 + (text[i] - '0');
        }
        seconds *= unit;
        return true;
    }
}
