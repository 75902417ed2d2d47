using Appliance.Results;

namespace Appliance.Settings;

/// <summary>The settings for those who ask for them: what they are, where they come from, what they may be.</summary>
internal static class ShownSettings
{
    private const string Nothing = "-";

    private static readonly string[] SourceWords =
        ["default", "memory limit", "descriptor limit", "environment", "command line"];

    public static void WriteText(ResultWriter result, SettingsReader read)
    {
        string[] heading = ["setting", "value", "from", "range", "meaning"];
        Table.Write(result, AllSettings.Rows.Length + 1, index => index == 0 ? heading : Row(index - 1));

        string[] Row(int index)
        {
            Setting setting = AllSettings.Rows[index];
            string value = SafeText.Of(setting.Show(read.Settings) ?? Nothing);
            return [setting.Name, value, Source(read, index), setting.Accepts, setting.Meaning];
        }
    }

    /// <summary>An array of objects. Their members' names stay as they are.</summary>
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

    /// <summary>What <c>serve --help</c> says of them.</summary>
    public static void WriteHelp(ResultWriter result)
    {
        ServeSettings defaults = new();
        result.Text("\nSettings, which --show-settings prints. Each can also be a variable, over which the flag wins:\n"
            + "--head-seconds 10 is APPLIANCE_HEAD_SECONDS=10.\n");
        Table.Write(result, AllSettings.Rows.Length, index =>
        {
            Setting setting = AllSettings.Rows[index];
            string meaning = setting.Show(defaults) is { } value
                ? $"{setting.Meaning} [Default: {value}]" : setting.Meaning;
            return [setting.Flag, setting.Accepts, meaning];
        }, indent: 2);
    }

    private static string Source(SettingsReader read, int row) => SourceWords[(int)read.SourceOf(row)];
}
