using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;

namespace Appliance.Settings;

/// <summary>The output of <c>serve --show-settings</c>, and the settings' part of <c>serve --help</c>.</summary>
internal static class SettingsReport
{
    private const string None = "-";

    public static void WriteText(ResultWriter result, SettingsReader read)
    {
        string[] heading = ["setting", "value", "from", "range", "meaning"];
        Table.Write(result, AllSettings.Rows.Length + 1, index => index == 0 ? heading : Row(index - 1));

        string[] Row(int index)
        {
            Setting setting = AllSettings.Rows[index];
            string value = SafeText.Of(setting.Show(read.Settings) ?? None);
            return [setting.Name, value, Source(read, index), setting.Accepts, setting.Meaning];
        }
    }

    /// <summary>An array of objects; scripts rely on the members' names.</summary>
    public static void WriteJson(ResultWriter result, SettingsReader read)
    {
        JsonResult json = new(result);
        json.Open("["u8);
        for (int index = 0; index < AllSettings.Rows.Length; index++)
        {
            Setting setting = AllSettings.Rows[index];
            json.Open("{"u8);
            json.Member("name"u8, setting.Name);
            setting.WriteValue(json, read.Settings);
            json.Member("source"u8, Source(read, index));
            json.Member("range"u8, setting.Accepts);
            json.Member("meaning"u8, setting.Meaning);
            json.Member("flag"u8, setting.Flag);
            json.Member("variable"u8, setting.Variable);
            json.Close("}"u8);
        }
        json.Close("]"u8);
        result.Text("\n");
    }

    /// <summary>Lists every flag with its range, its default and its meaning.</summary>
    public static void WriteHelp(ResultWriter result, int columnsMax)
    {
        const int MeaningIndent = 6;
        ServeSettings defaults = new();
        result.Text("\nSettings (see --show-settings). Each flag can also be set as a variable, such as\n"
            + "APPLIANCE_HEAD_SECONDS=10 for --head-seconds 10; the flag takes precedence.\n");
        foreach (Setting setting in AllSettings.Rows)
        {
            string value = setting.Show(defaults) is { } text ? $" (default: {text})" : "";
            result.Text($"  {setting.Flag} {setting.Accepts}{value}\n");
            Table.Write(result, 1, _ => [setting.Meaning], MeaningIndent, columnsMax);
        }
    }

    private static string Source(SettingsReader read, int row) => SettingSources.NameOf(read.SourceOf(row));
}
