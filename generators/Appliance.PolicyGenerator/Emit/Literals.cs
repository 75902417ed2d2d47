using System.Globalization;
using System.Text;

namespace Appliance.PolicyGenerator.Emit;

/// <summary>Constants as C# text, independent of the build's culture.</summary>
internal static class Literals
{
    public static string Text(string value) => $"\"{Escape(value)}\"";

    /// <summary>A UTF-8 literal: raw if that is more readable, as for JSON.</summary>
    public static string Utf8(string value)
    {
        bool isPlain = value.All(c => c is >= ' ' and <= '~');
        bool isRaw = isPlain && value.Contains('"') && !value.Contains("\"\"\"")
            && value[0] != '"' && value[value.Length - 1] != '"';
        return isRaw ? $"\"\"\"{value}\"\"\"u8" : Text(value) + "u8";
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture) + "UL";

    public static string Flag(bool value) => value ? "true" : "false";

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~')
                text.Append(c);
            else
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
