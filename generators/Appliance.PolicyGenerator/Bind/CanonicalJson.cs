using System.Globalization;
using System.Text;

namespace Appliance.PolicyGenerator.Bind;

/// <summary>Strings in canonical JSON (RFC 8785, section 3.2.2.2), with the fewest possible escapes.</summary>
internal static class CanonicalJson
{
    public static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        int plainFrom = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is >= ' ' and not ('"' or '\\'))
                continue;
            text.Append(value, plainFrom, i - plainFrom).Append(Escape(c));
            plainFrom = i + 1;
        }
        text.Append(value, plainFrom, value.Length - plainFrom).Append('"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
    };
}
