using Appliance.Hosting.Logging;

namespace Appliance.Hosting.Tests;

public sealed class TextLineTests
{
    private static readonly DateTimeOffset At = new(2040, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Members_come_before_the_sentence() => Assert.Equal(
        "03:04:05 warn open-endpoint: app=clinic, roles=host. Turn it off.",
        TextLine.Format(At, "warn", "open-endpoint", [("app", "clinic"), ("hint", "Turn it off."), ("roles", "host")]));

    [Theory]
    [InlineData("", "03:04:05 info stopped")]
    [InlineData("The disk is full.", "03:04:05 info stopped: The disk is full.")]
    public void Line_without_members_has_only_its_sentence(string sentence, string expected) => Assert.Equal(
        expected, TextLine.Format(At, "info", "stopped", sentence == "" ? [] : [("error", sentence)]));

    [Fact]
    public void Many_members_continue_on_indented_lines_with_short_digests() => Assert.Equal(
        """
        03:04:05 info listening: address=127.0.0.1:8080, commit=0123456789ab…, policy=0123456789ab…,
            name=0123456789abcdef0123456789ABCDEF0123456789. Sentence.
        """,
        TextLine.Format(At, "info", "listening",
        [
            ("address", "127.0.0.1:8080"), ("commit", "0123456789abcdef0123456789abcdef01234567"),
            ("policy", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
            ("name", "0123456789abcdef0123456789ABCDEF0123456789"), ("hint", "Sentence."),
        ]));

    /// <summary>Values may come from requests.</summary>
    [Fact]
    public void Control_characters_do_not_reach_the_terminal() => Gen.String.Sample(value => Assert.DoesNotContain(
        TextLine.Format(At, "info", "rejected", [("app", value), ("hint", value)]), char.IsControl));
}
