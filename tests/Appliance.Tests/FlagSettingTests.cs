namespace Appliance.Tests;

/// <summary>Settings that are true or false.</summary>
public class FlagSettingTests
{
    private const string Flag = "--data-must-exist", Variable = "APPLIANCE_DATA_MUST_EXIST";

    private static readonly string[] Data = ["--data", "/data"];

    [Fact]
    public void The_flag_alone_is_true_and_it_takes_a_value()
    {
        Assert.False(Reading.Of(Reading.Flags(Data)).DataMustExist);
        string[][] isTrue =
        [
            [Flag, .. Data], [.. Data, Flag], [Flag, "true", .. Data], [$"{Flag}=true", .. Data],
            [.. Data, Flag, "true"],
        ];
        Assert.All(isTrue, arguments => Assert.True(Reading.Of(Reading.Flags(arguments)).DataMustExist));
        Assert.False(Reading.Of(Reading.Flags([Flag, "false", .. Data])).DataMustExist);
    }

    [Fact]
    public void The_variable_takes_a_value_and_the_flag_wins()
    {
        Assert.True(Reading.Of(Reading.Both(Data, (Variable, "true"))).DataMustExist);
        Assert.False(Reading.Of(Reading.Both(Data, (Variable, "false"))).DataMustExist);
        Assert.False(Reading.Of(Reading.Both(Data, (Variable, ""))).DataMustExist);
        Assert.True(Reading.Of(Reading.Both([.. Data, Flag], (Variable, "false"))).DataMustExist);
        Assert.False(Reading.Of(Reading.Both([.. Data, Flag, "false"], (Variable, "true"))).DataMustExist);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("TRUE")]
    [InlineData("1")]
    [InlineData(" true")]
    public void Anything_else_is_refused(string text)
    {
        Assert.Equal($"{Flag} {text}: write true or false.",
            Reading.Error(Reading.Flags([.. Data, Flag, text]), ExitCode.Usage));
        Assert.Equal($"{Variable} {text}: write true or false.",
            Reading.Error(Reading.Environment((Variable, text)), ExitCode.BadConfiguration));
    }

    [Fact]
    public void Without_a_directory_nothing_can_exist() => Assert.Equal(
        $"{Flag} true: no data directory is set. Set data, or remove data-must-exist.",
        Reading.Error(Reading.Flags(Flag), ExitCode.Usage));
}
