using System.Text.Json;
using Appliance.Commands.Explain;
using Appliance.PolicyModel;
using Appliance.Results;
using Appliance.Serving;

namespace Appliance.Tests;

/// <summary>What <c>policy</c>, <c>explain</c> and the guide of <c>--dev</c> say of rooms of any name that begins
/// so.</summary>
public class ShownPatternTests
{
    private static readonly App Live = new OpenApp("live", TokenApi.LiveKit)
    {
        HallPrefixes = ["voice-lobby", "voice-", ""],
    };

    private static readonly App Voices = new OpenApp("voices", TokenApi.LiveKit)
    {
        HallPrefixes = ["voice-"],
        HasBay = false,
    };

    [Fact]
    public void The_policy_for_programs_lists_patterns() => Assert.Equal(
        """
        [{"pattern":"voice-lobby*","type":"hall"},{"pattern":"voice-*","type":"hall"},{"pattern":"*","type":"hall"}]
        """,
        JsonDocument.Parse(Shown.By(result => PolicyJson.Write(result, "", [Live])))
            .RootElement.GetProperty("apps")[0].GetProperty("roomPatterns").GetRawText());

    [Fact]
    public void The_policy_for_people_lists_patterns()
    {
        string text = Shown.By(result => PolicyText.Write(result, "", [Live]));
        Assert.Matches("(?m)^  room pattern +type +start +duration$", text);
        Assert.Matches("(?m)^  voice-\\* +hall +- +-$", text);
        Assert.DoesNotContain(
            "room pattern", Shown.By(result => PolicyText.Write(result, "", [new OpenApp("none", TokenApi.None)])));
    }

    [Theory]
    [InlineData("voice-1", "voice-*")]
    [InlineData("voice-lobby-1", "voice-lobby*")]
    [InlineData("Jürgen's room", "*")]
    [InlineData("bay", null)]
    [InlineData("", null)]
    [InlineData("voice-\a", null)]
    public void An_explanation_says_to_which_pattern_the_room_belongs(string room, string? pattern)
    {
        Explanation explained = Explain(Live, room);
        JsonElement json = JsonDocument.Parse(Shown.By(result => ExplainJson.Write(result, explained))).RootElement;
        Assert.Equal(pattern, json.TryGetProperty("roomPattern", out JsonElement shown) ? shown.GetString() : null);
        string text = Shown.By(result => ExplainText.Write(result, explained));
        Assert.Equal(
            pattern is not null, text.Contains($"  of the pattern {pattern}, of type hall, permanent\n"));
        Assert.Equal(pattern is not null || room == "bay", explained.Decision.IsAllowed);
    }

    [Theory]
    [InlineData("voice", "the app has voice-*")]
    [InlineData("voice-\u0085", "a room's name is 1 to 256 bytes without control characters")]
    public void An_explanation_of_an_unknown_room_names_the_patterns(string room, string facts) =>
        Assert.Equal(facts, Explained.Facts(Explain(Voices, room), Denial.UnknownRoom));

    [Fact]
    public void A_request_to_try_asks_for_a_room_that_the_policy_names_or_else_for_one_of_a_pattern()
    {
        Assert.Equal("bay", SampleRequest.Of(Live)!.RoomId);
        SampleRequest sample = SampleRequest.Of(Voices)!;
        Assert.Equal("voice-example", sample.RoomId);
        Assert.Equal("hall", sample.Room.Type.Name);
        Assert.Contains("\"room_name\":\"voice-example\"", sample.Body);
        Assert.Null(SampleRequest.Of(new OpenApp("none", TokenApi.LiveKit) { HasBay = false }));
    }

    private static Explanation Explain(App app, string room) => Explained.Of(app, room, "host");
}
