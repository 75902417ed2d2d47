using Appliance.Hosting.Serving;
using Appliance.Settings;
using Appliance.TestKit;

namespace Appliance.Tests;

/// <summary>docs/settings.md has a row for each setting, as in the table of the source.</summary>
public class SettingsPageTests
{
    /// <summary>Defaults that depend on the machine, or that are no value.</summary>
    private static readonly Dictionary<string, string> Described =
        new() { ["threads"] = "one per core", ["unix-socket-owner"] = "unchanged" };

    private static readonly string[] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Places.Repository, "docs/settings.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Settings_page_has_the_default_range_and_meaning_of_each_setting() => Assert.Equal(
        AllSettings.Rows.Select(RowOf).Order(StringComparer.Ordinal), Rows.Order(StringComparer.Ordinal));

    private static string RowOf(Setting setting)
    {
        string value = Described.GetValueOrDefault(setting.Name) ?? setting.Show(new ServeSettings()) ?? "";
        return $"| `{setting.Name}` | {value} | {setting.Accepts} | {setting.Meaning} |";
    }
}
