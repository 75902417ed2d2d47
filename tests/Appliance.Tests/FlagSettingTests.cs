using Appliance.Hosting.Serving;

namespace Appliance.Tests;

/// <summary>Boolean settings.</summary>
public class FlagSettingTests
{
    private const string Flag = "--data-must-exist", Variable = "APPLIANCE_DATA_MUST_EXIST";

    private static readonly string[] Data = ["--data", "/data"];

    [Fact]
    public void Flag_without_value_is_true_and_flag_accepts_a_value()
    {
        Assert.False(IsOn(TestSettings.Of(TestSettings.Flags(Data))));
        string[][] isTrue =
        [
            [Flag, .. Data], [.. Data, Flag], [Flag, "true", .. Data], [$"{Flag}=true", .. Data],
            [.. Data, Flag, "true"],
        ];
        Assert.All(isTrue, arguments => Assert.True(IsOn(TestSettings.Of(TestSettings.Flags(arguments)))));
        Assert.False(IsOn(TestSettings.Of(TestSettings.Flags([Flag, "false", .. Data]))));
    }

    [Fact]
    public void Variable_accepts_a_value_and_flag_takes_precedence()
    {
        Assert.True(IsOn(TestSettings.Of(TestSettings.Both(Data, (Variable, "true")))));
        Assert.False(IsOn(TestSettings.Of(TestSettings.Both(Data, (Variable, "false")))));
        Assert.False(IsOn(TestSettings.Of(TestSettings.Both(Data, (Variable, "")))));
        Assert.True(IsOn(TestSettings.Of(TestSettings.Both([.. Data, Flag], (Variable, "false")))));
        Assert.False(IsOn(TestSettings.Of(TestSettings.Both([.. Data, Flag, "false"], (Variable, "true")))));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("TRUE")]
    [InlineData("1")]
    [InlineData(" true")]
    public void Value_other_than_true_or_false_is_rejected(string text)
    {
        Assert.Equal($"{Flag} {text}: use true or false.",
            TestSettings.Error(TestSettings.Flags([.. Data, Flag, text]), ExitCode.Usage));
        Assert.Equal($"{Variable} {text}: use true or false.",
            TestSettings.Error(TestSettings.Environment((Variable, text)), ExitCode.BadConfiguration));
    }

    [Fact]
    public void Data_must_exist_without_data_directory_is_rejected() => Assert.Equal(
        $"{Flag} true: no data directory is set. Set data, or remove data-must-exist.",
        TestSettings.Error(TestSettings.Flags(Flag), ExitCode.Usage));

    private static bool IsOn(ServeSettings settings) => settings.Storage.IsTrue("data-must-exist");
}
