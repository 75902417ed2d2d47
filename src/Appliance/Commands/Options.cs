using System.Globalization;
using System.Text;
using Appliance.Endpoints;
using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Tokens;

namespace Appliance.Commands;

/// <summary>Values of options: false, and what to write instead, if they are none.</summary>
internal static class Options
{
    /// <summary>So that no token that is explained lives beyond the year 9999.</summary>
    private const long AtSecondsMax = TokenLimits.InstantSecondsMax - Duration.SecondsMax;

    /// <summary><c>--output</c>: JSON, or text for people.</summary>
    public static bool TryParseOutput(string text, out bool isJson, out string error)
    {
        isJson = text == "json";
        error = $"--output {SafeText.Of(text)}: write json or text.";
        return isJson || text == "text";
    }

    /// <summary><c>--expiry</c>: seconds, <see cref="Rules.DefaultLifetime"/> if it is left out.</summary>
    public static bool TryParseExpiry(string? text, out long seconds, out string error)
    {
        seconds = Rules.DefaultLifetime;
        error = $"--expiry {SafeText.Of(text ?? "")}: write for example 90s, 15m, 24h or 7d.";
        return text is null || Duration.TryParse(text, out seconds) && seconds is > 0 and <= Duration.SecondsMax;
    }

    /// <summary><c>--at</c>: Unix seconds, the present if it is left out.</summary>
    public static bool TryParseAt(string? text, out long unixSeconds, out string error)
    {
        unixSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        error = $"--at {SafeText.Of(text ?? "")}: write an instant that there is, of the years 1970 to 9989, "
            + "for example 2040-01-01T10:00:00Z.";
        return text is null || Instant.TryParse(text, out unixSeconds) && unixSeconds is >= 0 and <= AtSecondsMax;
    }

    /// <summary><c>--user</c>: what the APIs take for a user's id.</summary>
    public static bool TryParseUser(string? text, out byte[] utf8, out string error)
    {
        utf8 = Encoding.UTF8.GetBytes(text ?? "");
        error = $"--user: write 1 to {CallerText.BytesMax} bytes without control characters.";
        return text is null || CallerText.IsPlain(utf8);
    }

    /// <summary><c>--duration</c>: seconds, as 90s, 2m or 90; 10 if it is left out.</summary>
    public static bool TryParseDuration(string? text, out int seconds, out string error)
    {
        error = $"--duration {SafeText.Of(text ?? "")}: write for example 30s or 5m, at most 24h.";
        text ??= "10s";
        bool isDuration = Duration.TryParse(text is [.., >= '0' and <= '9'] ? text + "s" : text, out long parsed)
            && parsed is > 0 and <= Duration.Day;
        seconds = isDuration ? (int)parsed : 0;
        return isDuration;
    }

    /// <summary>A whole number in a range, the default if it is left out.</summary>
    public static bool TryParseNumber(
        string flag, string? text, int min, int max, int byDefault, out int number, out string error)
    {
        number = byDefault;
        error = $"{flag} {SafeText.Of(text ?? "")}: write a whole number from {min} to {max}.";
        return text is null
            || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= min && number <= max;
    }
}
