using System.Reflection;
using System.Text;
using System.Text.Json;
using Appliance.Hosting.Results;
using Appliance.Hosting.Serving;
using Appliance.Http;
using Appliance.Listening;
using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>The whole table of settings is complete, unique and shown.</summary>
public class SettingTableTests
{
    /// <summary>The response body limit concerns only engine and handlers; the first admin address follows from the
    /// address lists.</summary>
    private static readonly string[] NotForOperators =
        [nameof(HttpLimits.ResponseBodyBytesMax), nameof(ListenerSettings.FirstAdminAddress)];

    [Fact]
    public void Every_limit_property_has_a_setting()
    {
        IEnumerable<string> numbers = new[] { typeof(ListenerSettings), typeof(HttpLimits), typeof(ServeSettings) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.CanWrite && property.PropertyType == typeof(int))
            .Select(property => property.Name)
            .Except(NotForOperators);
        Assert.Equal(
            numbers.Select(Hyphenated).Order(),
            AllSettings.Rows.OfType<NumberSetting>().Select(setting => setting.Name).Order());
        IEnumerable<string> others = typeof(ListenerSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.PropertyType != typeof(int))
            .Select(property => property.Name);
        // IsShared follows from the proxies; one setting sets owner and group.
        Assert.Equal(["IsShared", "UnixSocketGroup", "UnixSocketMode", "UnixSocketOwner"], others.Order());
    }

    [Fact]
    public void Every_setting_changes_the_property_of_its_name()
    {
        foreach (NumberSetting setting in AllSettings.Rows.OfType<NumberSetting>())
        {
            ServeSettings settings = setting.Apply(new(), [setting.Max.ToString()], []);
            object owner = new object[] { settings.Listener, settings.Http, settings }
                .Single(owner => owner.GetType().GetProperties().Any(property => IsOf(property, setting)));
            Assert.Equal(setting.Max, owner.GetType().GetProperties().Single(property => IsOf(property, setting))
                .GetValue(owner));
        }
    }

    [Fact]
    public void Names_flags_and_variables_are_unique()
    {
        Assert.Equal(AllSettings.Rows.Length, AllSettings.Rows.Select(row => row.Flag).Distinct().Count());
        Assert.Equal(AllSettings.Rows.Length, AllSettings.Rows.Select(row => row.Variable).Distinct().Count());
        Assert.All(AllSettings.Rows, row =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)*$", row.Name);
            Assert.Matches("^APPLIANCE(_[A-Z]+)+$", row.Variable);
            Assert.Matches("^[A-Z][^.]*(\\.[^ ][^.]*)*\\.$", row.Meaning);
            Assert.Equal(row, AllSettings.Rows[AllSettings.IndexOfFlag(row.Flag)]);
            Assert.Equal(row, AllSettings.Rows[AllSettings.IndexOfFlag(row.Flag.ToUpperInvariant())]);
            Assert.True(AllSettings.HasVariable(row.Variable));
        });
    }

    [Fact]
    public void Checks_refer_to_existing_settings() =>
        Assert.All(SettingCheck.All.SelectMany(check => check.Names), name => TestSettings.Row(name));

    [Fact]
    public void Show_settings_lists_all_with_value_and_source()
    {
        SettingsReader read = TestSettings.Both(
            ["--threads", "3", "--listen", "unix:/run/\u001b[31m.sock"], ("APPLIANCE_IDLE_SECONDS", "7"));
        string[] lines = Written(result => SettingsReport.WriteText(result, read)).Split('\n');
        Assert.StartsWith("setting ", lines[0], StringComparison.Ordinal);
        Assert.All(AllSettings.Rows, row => Assert.Single(lines, line => line.StartsWith(row.Name + " ")));
        Assert.Contains(lines, line => IsRow(line, "threads", "3", "command line", "1 to 256"));
        Assert.Contains(lines, line => IsRow(line, "idle-seconds", "7", "environment", "1 to 86400"));
        Assert.Contains(lines, line => IsRow(line, "head-seconds", "10", "default", "1 to 3600"));
        Assert.Contains(lines, line => line.Contains("unix:/run/\\u001b[31m.sock"));
        Assert.DoesNotContain(lines, line => line.Contains('\u001b'));
    }

    [Fact]
    public void Json_output_has_typed_numbers_and_arrays()
    {
        SettingsReader read = TestSettings.Both(
            ["--unix-socket-owner", "1:2"], ("APPLIANCE_LISTEN", "127.0.0.1:1, unix:/a \"b\""));
        string json = Written(result => SettingsReport.WriteJson(result, read));
        JsonElement[] rows = [.. JsonDocument.Parse(json).RootElement.EnumerateArray()];
        Assert.Equal(
            AllSettings.Rows.Select(row => row.Name), rows.Select(row => row.GetProperty("name").GetString()));
        JsonElement listen = rows[0];
        Assert.Equal(
            ["127.0.0.1:1", "unix:/a \"b\""],
            listen.GetProperty("value").EnumerateArray().Select(value => value.GetString()));
        Assert.Equal("environment", listen.GetProperty("source").GetString());
        JsonElement idle = rows.Single(row => row.GetProperty("name").GetString() == "idle-seconds");
        Assert.Equal((75, 1, 86400), (Number(idle, "value"), Number(idle, "min"), Number(idle, "max")));
        Assert.Equal("--idle-seconds", idle.GetProperty("flag").GetString());
        Assert.Equal("APPLIANCE_IDLE_SECONDS", idle.GetProperty("variable").GetString());
        JsonElement owner = rows.Single(row => row.GetProperty("name").GetString() == "unix-socket-owner");
        Assert.Equal("1:2", owner.GetProperty("value").GetString());
    }

    [Fact]
    public void Help_lists_every_flag_with_its_default()
    {
        string[] lines = Written(result => SettingsReport.WriteHelp(result, 80)).Split('\n');
        Assert.All(AllSettings.Rows, row => Assert.Single(lines, line => line.StartsWith($"  {row.Flag} ")));
        Assert.Contains("(default: 75)", string.Join(' ', lines));
    }

    private static int Number(JsonElement row, string member) => row.GetProperty(member).GetInt32();

    private static bool IsRow(string line, string name, params string[] cells) =>
        line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(cells.Length + 1).SequenceEqual([name, .. cells]);

    private static bool IsOf(PropertyInfo property, Setting setting) => Hyphenated(property.Name) == setting.Name;

    /// <summary>For example head-seconds for HeadSeconds.</summary>
    private static string Hyphenated(string name) => string.Concat(name.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string Written(Action<ResultWriter> write)
    {
        MemoryStream text = new();
        ResultWriter result = new(utf8 =>
        {
            text.Write(utf8);
            return true;
        });
        write(result);
        result.Flush();
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
