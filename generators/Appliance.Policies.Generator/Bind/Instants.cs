using Appliance.Json;
using Appliance.Policy.Generator.Problems;
using Appliance.Policy.Generator.Read;

namespace Appliance.Policy.Generator.Bind;

/// <summary>Instants of RFC 3339, section 5.6, in whole seconds.</summary>
internal static class Instants
{
    private const string Digits = "dddd-dd-ddTdd:dd:dd";

    /// <summary>The member's Unix seconds; null if it is absent or was reported.</summary>
    public static long? Find(ObjectBinder owner, string member)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        if (value is null)
            return null;
        if (TryParse(value.Text, out long seconds))
            return seconds;
        owner.Problems.Report(PolicyProblems.BadInstant, value.Token, value.Text);
        return null;
    }

    private static bool TryParse(string text, out long seconds)
    {
        seconds = 0;
        if (!Matches(text, 0, Digits) || !TryParseZone(text, Digits.Length, out long zoneSeconds))
            return false;
        int year = Number(text, 0, 4), month = Number(text, 5, 2), day = Number(text, 8, 2);
        int hour = Number(text, 11, 2), minute = Number(text, 14, 2), second = Number(text, 17, 2);
        bool valid = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60;
        if (!valid)
            return false;
        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        long epochTicks = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        seconds = (ticks - epochTicks) / TimeSpan.TicksPerSecond - zoneSeconds;
        return true;
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

    /// <summary>Each <c>d</c> of the pattern is a digit; a letter is itself in either case.</summary>
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
}
