using System.Globalization;
using System.Text;

namespace Appliance.PolicyGenerator.Model;

/// <summary>Values as JSON; strings have exactly the escapes of Appliance.Json.JsonWriter.</summary>
internal static class JsonText
{
    public static string Flag(bool value) => value ? "true" : "false";

    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (c is >= ' ' and < '~' and not ('>' or '?'))
                text.Append(c);
            else
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return text.Append('"').ToString();
    }
}
