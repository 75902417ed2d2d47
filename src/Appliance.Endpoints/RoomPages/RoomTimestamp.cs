using System.Globalization;
using System.Text;

namespace Appliance.Endpoints.RoomPages;

/// <summary>Timestamps in the format that both vendors use for rooms.</summary>
internal static class RoomTimestamp
{
    /// <summary>For example <c>2018-07-12T11:30:24.851Z</c>.</summary>
    public static byte[] Format(long unixMilliseconds)
    {
        string seconds = Appliance.PolicyModel.Instant.ToText(unixMilliseconds / 1000);
        return Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{seconds[..^1]}.{unixMilliseconds % 1000:000}Z"));
    }

    /// <summary>Parses an RFC 3339 timestamp (section 5.6), with optional fractions of a second, truncated to
    /// milliseconds.</summary>
    public static bool TryParse(string text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        const int FractionAt = 19;
        int end = FractionAt;
        if (text.Length > FractionAt && text[FractionAt] == '.')
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end == FractionAt + 1)
                return false;
        }
        if (text.Length < FractionAt)
            return false;
        // A query decodes '+' to a space unless the client percent-encoded it.
        string zone = text[end..].Replace(' ', '+');
        if (!Appliance.PolicyModel.Instant.TryParse(text[..FractionAt] + zone, out long seconds))
            return false;
        string milliseconds = text[Math.Min(end, FractionAt + 1)..end].PadRight(3, '0')[..3];
        unixMilliseconds = seconds * 1000 + int.Parse(milliseconds, CultureInfo.InvariantCulture);
        return true;
    }
}
