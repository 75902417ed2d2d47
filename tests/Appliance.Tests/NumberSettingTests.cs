using System.Globalization;
using Appliance.Hosting.Serving;
using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>Every numeric setting: its flag, its variable, both ends of its range and values beyond.</summary>
public class NumberSettingTests
{
    /// <summary>Values that allow every other setting its whole range.</summary>
    private static readonly (string, string)[] Roomy =
    [
        ("APPLIANCE_BUFFERED_BYTES_MAX", "1000000000"), ("APPLIANCE_WRITE_SECONDS", "3600"),
        ("APPLIANCE_LAG_MILLISECONDS_MAX", "1"), ("APPLIANCE_BODY_BYTES_MAX", "1048576"),
    ];

    public static TheoryData<string> Names =>
        new(AllSettings.Rows.OfType<NumberSetting>().Select(setting => setting.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Flag_and_variable_set_only_their_number_over_its_whole_range(string name)
    {
        NumberSetting setting = Row(name);
        ServeSettings before = TestSettings.Of(TestSettings.Environment(Others(setting)));
        foreach (int value in new[] { setting.Min, setting.Min + (setting.Max - setting.Min) / 2, setting.Max })
        {
            SettingsReader[] reads =
            [
                TestSettings.Both([setting.Flag, Text(value)], Others(setting)),
                TestSettings.Both([$"{setting.Flag}={value}"], Others(setting)),
                TestSettings.Environment([.. Others(setting), (setting.Variable, Text(value))]),
            ];
            foreach (SettingsReader read in reads)
            {
                Assert.Equal(value, setting.ValueOf(TestSettings.Of(read)));
                Assert.All(
                    AllSettings.Rows.Where(row => row != setting),
                    row => Assert.Equal(row.Show(before), row.Show(read.Settings)));
            }
            Assert.Equal(SettingSource.CommandLine, TestSettings.SourceOf(reads[0], setting));
            Assert.Equal(SettingSource.Environment, TestSettings.SourceOf(reads[2], setting));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_outside_the_range_is_rejected_with_flag_or_variable_and_range(string name)
    {
        NumberSetting setting = Row(name);
        string[] wrong =
        [
            Text(setting.Min - 1), Text(setting.Max + 1L), "99999999999999999999", "", "many", "1.5", "1e3", "0x10",
            "+1", " 1", "1 ", "1,000", "10s", "١",
        ];
        foreach (string text in wrong)
        {
            string flagged = TestSettings.Error(TestSettings.Flags(setting.Flag, text), ExitCode.Usage);
            Assert.Equal($"{setting.Flag} {text}: use a whole number from {setting.Accepts}.", flagged);
            if (text == "")
                continue;
            string varied = TestSettings.Error(
                TestSettings.Environment((setting.Variable, text)), ExitCode.BadConfiguration);
            Assert.Equal($"{setting.Variable} {text}: use a whole number from {setting.Accepts}.", varied);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Range_is_shown_with_unlimited_only_where_accepted(string name)
    {
        NumberSetting setting = Row(name);
        bool mayBeUnlimited = name == "stale-seconds";
        Assert.Equal($"{setting.Min} to {setting.Max}{(mayBeUnlimited ? " or unlimited" : "")}", setting.Accepts);
        if (!mayBeUnlimited)
        {
            TestSettings.Error(TestSettings.Flags(setting.Flag, "unlimited"), ExitCode.Usage);
            return;
        }
        ServeSettings settings = TestSettings.Of(TestSettings.Flags(setting.Flag, "unlimited"));
        Assert.Equal(ServeSettings.Unlimited, setting.ValueOf(settings));
        Assert.Equal("unlimited", setting.Show(settings));
        TestSettings.Error(TestSettings.Flags(setting.Flag, $"{ServeSettings.Unlimited}"), ExitCode.Usage);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_equals_that_of_the_library_and_is_in_the_range(string name)
    {
        NumberSetting setting = Row(name);
        ServeSettings defaults = TestSettings.Of(TestSettings.Flags());
        Assert.InRange(setting.ValueOf(defaults), setting.Min, setting.Max);
        Assert.Equal(setting.ValueOf(new ServeSettings()), setting.ValueOf(defaults));
    }

    /// <summary>The range of a setting is never wider than that of the library.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Libraries_accept_the_whole_range(string name)
    {
        NumberSetting setting = Row(name);
        foreach (int value in new[] { setting.Min, setting.Max })
        {
            List<string> refused = [];
            ServeSettings settings = setting.Apply(new(), [Text(value)], refused);
            Assert.Empty(refused);
            Assert.True(settings.Listener.TryValidate(out string? error), error);
            settings.Http.ThrowIfInvalid();
            Assert.InRange(settings.Http.RequestBytesMax, 1, int.MaxValue);
        }
    }

    [Fact]
    public void Maximum_of_all_limits_does_not_overflow()
    {
        ServeSettings settings = new();
        foreach (NumberSetting setting in AllSettings.Rows.OfType<NumberSetting>())
            settings = setting.Apply(settings, [Text(setting.Max)], []);
        Assert.True(settings.Listener.TryValidate(out string? error), error);
        settings.Http.ThrowIfInvalid();
        Assert.InRange(settings.Http.RequestBytesMax, settings.Http.BodyBytesMax, int.MaxValue);
        Assert.InRange(
            settings.Listener.ConnectionsMax + settings.Listener.ReservedConnectionsMax,
            settings.Listener.ConnectionsMax, int.MaxValue);
    }

    private static NumberSetting Row(string name) => (NumberSetting)TestSettings.Row(name);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static (string, string)[] Others(NumberSetting setting) =>
        [.. Roomy.Where(variable => variable.Item1 != setting.Variable)];
}
