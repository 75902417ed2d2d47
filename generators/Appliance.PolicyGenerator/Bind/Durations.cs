using Appliance.Json;
using Appliance.PolicyGenerator.Diagnostics;
using Appliance.PolicyGenerator.Read;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Binds members that are durations.</summary>
internal static class Durations
{
    /// <summary>The session length of an ad-hoc room, in a room type or in defaults.</summary>
    public static long? FindSessionLength(ObjectBinder owner) =>
        Find(owner, "sessionLength", AppLimits.SessionSecondsMin, AppLimits.SessionSecondsMax);

    /// <summary>The duration in seconds; null if it is absent or was reported.</summary>
    public static long? Find(
        ObjectBinder owner, string member, long secondsMin, long secondsMax = Duration.SecondsMax)
    {
        JsonNode? value = owner.Find(member, JsonTokenKind.String);
        if (value is null)
            return null;
        if (!Duration.TryParse(value.Text, out long seconds))
            owner.Diagnostics.Report(PolicyDiagnostics.BadDuration, value.Token, value.Text, "a duration");
        else if (seconds < secondsMin)
            owner.Diagnostics.Report(
                PolicyDiagnostics.BadDuration, value.Token,
                value.Text, $"at least {Duration.ToText(secondsMin)}");
        else if (seconds > secondsMax)
            owner.Diagnostics.Report(
                PolicyDiagnostics.BadDuration, value.Token, value.Text,
                secondsMax == Duration.SecondsMax ? "within ten years" : $"within {Duration.ToText(secondsMax)}");
        else
            return seconds;
        return null;
    }
}
