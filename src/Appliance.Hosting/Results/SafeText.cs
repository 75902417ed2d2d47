using System.Globalization;
using System.Text;

namespace Appliance.Hosting.Results;

/// <summary>Makes untrusted text safe to print: it cannot control a terminal or change the text direction.</summary>
public static class SafeText
{
    /// <summary>Escapes control characters, line separators, and marks that change direction (Unicode Standard Annex
    /// #9, section 2) as <c>\u202e</c>; a backslash is doubled. Bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) => Of(Encoding.UTF8.GetString(utf8));

    public static string Of(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (char unit in text)
        {
            if (unit == '\\')
                safe.Append(@"\\");
            else if (IsUnsafe(unit))
                safe.Append(@"\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            else
                safe.Append(unit);
        }
        return safe.ToString();
    }

    private static bool IsUnsafe(char unit) => unit
        is < ' ' or (>= '\u007f' and <= '\u009f') or '\u061c' or '\u200e' or '\u200f'
        or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
