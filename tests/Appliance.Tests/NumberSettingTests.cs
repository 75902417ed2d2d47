using System.Globalization;
using Appliance.Settings;

namespace Appliance.Tests;

/// <summary>Every row that is a number: its flag, its variable, both ends of its range and beyond.</summary>
public class NumberSettingTests
{
    /// <summary>With these everything else has room to be anything in its range.</summary>
    private static readonly (string, string)[] Roomy =
    [
        ("APPLIANCE_BUFFERED_BYTES_MAX", "1000000000"), ("APPLIANCE_WRITE_SECONDS", "3600"),
        ("APPLIANCE_LAG_MILLISECONDS_MAX", "1"), ("APPLIANCE_BODY_BYTES_MAX", "1048576"),
    ];

    public static TheoryData<string> Names =>
        new(AllSettings.Rows.OfType<NumberSetting>().Select(setting => setting.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Flag_and_variable_set_it_over_the_whole_range_and_nothing_else(string name)
    {
        NumberSetting setting = Row(name);
        ServeSettings before = Reading.Of(Reading.Environment(Others(setting)));
        foreach (int value in new[] { setting.Min, setting.Min + (setting.Max - setting.Min) / 2, setting.Max })
        {
            SettingsReader[] reads =
            [
                Reading.Both([setting.Flag, Text(value)], Others(setting)),
                Reading.Both([$"{setting.Flag}={value}"], Others(setting)),
                Reading.Environment([.. Others(setting), (setting.Variable, Text(value))]),
            ];
            foreach (SettingsReader read in reads)
            {
                Assert.Equal(value, setting.ValueOf(Reading.Of(read)));
                Assert.All(
                    AllSettings.Rows.Where(row => row != setting),
                    row => Assert.Equal(row.Show(before), row.Show(read.Settings)));
            }
            Assert.Equal(SettingSource.CommandLine, Reading.SourceOf(reads[0], setting));
            Assert.Equal(SettingSource.Environment, Reading.SourceOf(reads[2], setting));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_no_number_in_the_range_is_refused_with_the_place_and_the_range(string name)
    {
        NumberSetting setting = Row(name);
        string[] wrong =
        [
            Text(setting.Min - 1), Text(setting.Max + 1L), "99999999999999999999", "", "many", "1.5", "1e3", "0x10",
            "+1", " 1", "1 ", "1,000", "10s", "١",
        ];
        foreach (string text in wrong)
        {
            string flagged = Reading.Error(Reading.Flags(setting.Flag, text), ExitCode.Usage);
            Assert.Equal($"{setting.Flag} {text}: write a whole number from {setting.Accepts}.", flagged);
            if (text == "")
                continue;
            string varied = Reading.Error(
                Reading.Environment((setting.Variable, text)), ExitCode.BadConfiguration);
            Assert.Equal($"{setting.Variable} {text}: write a whole number from {setting.Accepts}.", varied);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_range_is_shown_and_so_is_whether_there_may_be_no_limit(string name)
    {
        NumberSetting setting = Row(name);
        bool mayBeUnlimited = name == "stale-seconds";
        Assert.Equal($"{setting.Min} to {setting.Max}{(mayBeUnlimited ? " or unlimited" : "")}", setting.Accepts);
        if (!mayBeUnlimited)
        {
            Reading.Error(Reading.Flags(setting.Flag, "unlimited"), ExitCode.Usage);
            return;
        }
        ServeSettings settings = Reading.Of(Reading.Flags(setting.Flag, "unlimited"));
        Assert.Equal(NumberSetting.Unlimited, setting.ValueOf(settings));
        Assert.Equal("unlimited", setting.Show(settings));
        Reading.Error(Reading.Flags(setting.Flag, $"{NumberSetting.Unlimited}"), ExitCode.Usage);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_default_is_the_libraries_and_in_the_range(string name)
    {
        NumberSetting setting = Row(name);
        ServeSettings defaults = Reading.Of(Reading.Flags());
        Assert.InRange(setting.ValueOf(defaults), setting.Min, setting.Max);
        Assert.Equal(setting.ValueOf(new ServeSettings()), setting.ValueOf(defaults));
    }

    /// <summary>The row's range is the one that operators meet; what the libraries refuse is none of it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_libraries_can_work_with_the_whole_range(string name)
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
    public void All_limits_at_their_largest_do_not_overflow()
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

    private static NumberSetting Row(string name) => (NumberSetting)Reading.Row(name);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static (string, string)[] Others(NumberSetting setting) =>
        [.. Roomy.Where(variable => variable.Item1 != setting.Variable)];
}
