using System.Globalization;
using System.Text;
using Appliance.Hosting.Results;

namespace Appliance.Hosting.Logging;

/// <summary>A log line for a person at a terminal: <c>10:15:00 warn open-endpoint: app=johndoe. This endpoint needs no
/// credential.</c> Many members continue on indented lines.</summary>
internal static class TextLine
{
    /// <summary>A hexadecimal value from this length on is a digest or a commit, of which the beginning is
    /// shown.</summary>
    private const int DigestLengthMin = 40;
    private const int DigestLengthShown = 12;

    private const string Continuation = "\n    ";

    /// <param name="at">The time, shown in UTC.</param>
    /// <param name="level">The level.</param>
    /// <param name="name">The event.</param>
    /// <param name="members">Name and value; the value of <c>hint</c> and <c>error</c> is a sentence, shown last.
    /// </param>
    public static string Format(
        DateTimeOffset at, string level, string name, ReadOnlySpan<(string Name, string Value)> members)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{at.Hour:00}:{at.Minute:00}:{at.Second:00} {level} {name}");
        string separator = ": ", sentence = "";
        int lineStart = 0;
        foreach ((string key, string value) in members)
        {
            if (key is "hint" or "error")
            {
                sentence = value;
                continue;
            }
            // Values may come from requests.
            string member = $"{key}={SafeText.Of(Shorten(value))}";
            bool isWrapped = separator != ": "
                && line.Length - lineStart + separator.Length + member.Length >= Table.LineColumnsMax;
            if (isWrapped)
            {
                line.Append(',').Append(Continuation);
                lineStart = line.Length - Continuation.Length + 1;
            }
            line.Append(isWrapped ? "" : separator).Append(member);
            separator = ", ";
        }
        if (sentence != "")
            line.Append(separator == ": " ? separator : ". ").Append(SafeText.Of(sentence));
        return line.ToString();
    }

    private static string Shorten(string value) =>
        value.Length >= DigestLengthMin && !value.AsSpan().ContainsAnyExcept("0123456789abcdef")
            ? value[..DigestLengthShown] + "…" : value;
}
