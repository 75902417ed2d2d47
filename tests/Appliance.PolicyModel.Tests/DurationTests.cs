namespace Appliance.PolicyModel.Tests;

public class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("24h", 86_400)]
    [InlineData("7d", 604_800)]
    [InlineData("999999999d", 999_999_999 * 86_400L)]
    public void Valid_duration_is_parsed(string text, long seconds)
    {
        Assert.True(Duration.TryParse(text, out long read));
        Assert.Equal(seconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("15")]
    [InlineData("15 m")]
    [InlineData("15M")]
    [InlineData("015m")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5h")]
    [InlineData("1h30m")]
    [InlineData("1000000000s")]
    [InlineData("٣s")]
    public void Malformed_duration_is_rejected(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(90, "90s")]
    [InlineData(900, "15m")]
    [InlineData(86_400, "24h")]
    [InlineData(172_800, "2d")]
    [InlineData(176_400, "49h")]
    public void Duration_formats_in_the_largest_whole_unit(long seconds, string text) =>
        Assert.Equal(text, Duration.ToText(seconds));

    [Fact]
    public void Formatted_duration_parses_back_to_the_same_value() => Gen.Long[0, Duration.SecondsMax].Sample(seconds =>
    {
        Assert.True(Duration.TryParse(Duration.ToText(seconds), out long read));
        Assert.Equal(seconds, read);
    });
}
