using System.Globalization;
using System.Text;

namespace Appliance.Policy.Generator.Bind;

/// <summary>Strings in canonical JSON (RFC 8785, section 3.2.2.2): as few escapes as there can be.</summary>
internal static class CanonicalJson
{
    public static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (char c in value)
        {
            string? escape = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => null,
            };
            if (escape is null)
                text.Append(c);
            else
                text.Append(escape);
        }
        text.Append('"');
    }
}
