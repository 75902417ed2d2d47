using System.Globalization;
using System.Text;
using Appliance.Hosting.Results;

namespace Appliance.Hosting.Logging;

/// <summary>A log line for a person at a terminal, in one line: <c>10:15:00 warn open-endpoint: app=johndoe. This
/// endpoint needs no credential.</c></summary>
internal static class TextLine
{
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
        foreach ((string key, string value) in members)
        {
            if (key is "hint" or "error")
            {
                sentence = value;
                continue;
            }
            line.Append(separator).Append(key).Append('=').Append(value);
            separator = ", ";
        }
        if (sentence != "")
            line.Append(separator == ": " ? separator : ". ").Append(sentence);
        // Values may come from requests.
        return SafeText.Of(line.ToString());
    }
}
