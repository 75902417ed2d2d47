using System.Globalization;
using System.Text;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.Tokens;

namespace Appliance.Commands;

/// <summary>Parses option values. On failure a method returns false and a sentence that says what to write.</summary>
internal static class Options
{
    /// <summary>Keeps the expiry of explained tokens below the year 10000.</summary>
    private const long AtSecondsMax = TokenLimits.InstantSecondsMax - Duration.SecondsMax;

    /// <summary><c>--output</c>: JSON, or text for people.</summary>
    public static bool TryParseOutput(string text, out bool isJson, out string error)
    {
        isJson = text == "json";
        error = $"--output {SafeText.Of(text)}: use json or text.";
        return isJson || text == "text";
    }

    /// <summary><c>--expiry</c>: seconds; default: <see cref="Rules.DefaultLifetime"/>.</summary>
    public static bool TryParseExpiry(string? text, out long seconds, out string error)
    {
        seconds = Rules.DefaultLifetime;
        error = $"--expiry {SafeText.Of(text ?? "")}: not a duration with a unit, for example 90s, 15m, 24h or 7d.";
        return text is null || Duration.TryParse(text, out seconds) && seconds is > 0 and <= Duration.SecondsMax;
    }

    /// <summary><c>--at</c>: Unix seconds; default: now.</summary>
    public static bool TryParseAt(string? text, out long unixSeconds, out string error)
    {
        unixSeconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        error = $"--at {SafeText.Of(text ?? "")}: not a valid RFC 3339 time between 1970 and 9989, "
            + "for example 2040-01-01T10:00:00Z.";
        return text is null || Instant.TryParse(text, out unixSeconds) && unixSeconds is >= 0 and <= AtSecondsMax;
    }

    /// <summary><c>--user</c>: a user's id, with the rules of the APIs.</summary>
    public static bool TryParseUser(string? text, out byte[] utf8, out string error)
    {
        utf8 = Encoding.UTF8.GetBytes(text ?? "");
        error = $"--user: use 1 to {CallerText.BytesMax} bytes without control characters.";
        return text is null || CallerText.IsPlain(utf8);
    }

    /// <summary>A duration such as 90s, 2m or 90, at least 1 s; if absent, the default.</summary>
    public static bool TryParseDuration(
        string flag, string? text, int defaultSeconds, out int seconds, out string error)
    {
        error = $"{flag} {SafeText.Of(text ?? "")}: not a duration up to 24h, for example 30s or 5m.";
        seconds = defaultSeconds;
        if (text is null)
            return true;
        bool isDuration = Duration.TryParse(text is [.., >= '0' and <= '9'] ? text + "s" : text, out long parsed)
            && parsed is > 0 and <= Duration.Day;
        seconds = isDuration ? (int)parsed : 0;
        return isDuration;
    }

    /// <summary>A whole number in a range; if absent, the default.</summary>
    public static bool TryParseNumber(
        string flag, string? text, int min, int max, int defaultValue, out int number, out string error)
    {
        number = defaultValue;
        error = $"{flag} {SafeText.Of(text ?? "")}: use a whole number from {min} to {max}.";
        return text is null
            || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= min && number <= max;
    }
}
