using System.Globalization;
using Appliance.Json;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>Members that are durations.</summary>
internal static class Durations
{
    /// <summary>The member's seconds; null if it is absent or was reported.</summary>
    public static long? Find(ObjectBinder owner, string member, long secondsMin)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        if (value is null)
            return null;
        if (!Duration.TryParse(value.Text, out long seconds))
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "a duration");
        else if (seconds < secondsMin)
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "long enough");
        else if (seconds > Duration.SecondsMax)
            owner.Problems.Report(PolicyProblems.BadDuration, value.Token, value.Text, "within ten years");
        else
            return seconds;
        return null;
    }

    /// <summary>In the largest unit that is whole, days from two on.</summary>
    public static string ToText(long seconds)
    {
        (long unit, char letter) =
            seconds % Duration.Day == 0 && seconds > Duration.Day ? (Duration.Day, 'd')
            : seconds % Duration.Hour == 0 ? (Duration.Hour, 'h')
            : seconds % Duration.Minute == 0 ? (Duration.Minute, 'm')
            : (1L, 's');
        return (seconds / unit).ToString(CultureInfo.InvariantCulture) + letter;
    }
}
