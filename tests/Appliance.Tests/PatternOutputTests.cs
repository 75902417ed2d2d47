using System.Text.Json;
using Appliance.Commands.Explain;
using Appliance.Hosting.Guide;
using Appliance.Hosting.Results;
using Appliance.PolicyModel;
using Appliance.TestHost;

namespace Appliance.Tests;

/// <summary>Room patterns in the output of <c>policy</c>, <c>explain</c> and <c>serve --dev</c>.</summary>
public class PatternOutputTests
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
    public void Policy_JSON_lists_room_patterns() => Assert.Equal(
        """
        [{"pattern":"voice-lobby*","type":"hall"},{"pattern":"voice-*","type":"hall"},{"pattern":"*","type":"hall"}]
        """,
        JsonDocument.Parse(Rendered.By(result => PolicyJson.Write(result, "", [Live])))
            .RootElement.GetProperty("apps")[0].GetProperty("roomPatterns").GetRawText());

    [Fact]
    public void Policy_text_lists_room_patterns()
    {
        string text = Rendered.By(result => PolicyText.Write(result, "", [Live]));
        Assert.Matches("(?m)^  room pattern +type +start +duration$", text);
        Assert.Matches("(?m)^  voice-\\* +hall +- +-$", text);
        Assert.DoesNotContain(
            "room pattern", Rendered.By(result => PolicyText.Write(result, "", [new OpenApp("none", TokenApi.None)])));
    }

    [Theory]
    [InlineData("voice-1", "voice-*")]
    [InlineData("voice-lobby-1", "voice-lobby*")]
    [InlineData("Jürgen's room", "*")]
    [InlineData("bay", null)]
    [InlineData("", null)]
    [InlineData("voice-\a", null)]
    public void Explain_names_the_pattern_that_the_room_matches(string room, string? pattern)
    {
        Explanation explained = Explain(Live, room);
        JsonElement json = JsonDocument.Parse(Rendered.By(result => ExplainJson.Write(result, explained))).RootElement;
        Assert.Equal(pattern, json.TryGetProperty("roomPattern", out JsonElement shown) ? shown.GetString() : null);
        string text = Rendered.By(result => ExplainText.Write(result, explained));
        Assert.Equal(
            pattern is not null, text.Contains($"  of the pattern {pattern}, of type hall, permanent\n"));
        Assert.Equal(pattern is not null || room == "bay", explained.Decision.IsAllowed);
    }

    [Theory]
    [InlineData("voice", "the app has voice-*")]
    [InlineData("voice-\u0085", "a room's name is 1 to 256 bytes without control characters")]
    public void Explain_lists_the_patterns_for_an_unknown_room(string room, string facts) =>
        Assert.Equal(facts, Explanations.Facts(Explain(Voices, room), Denial.UnknownRoom));

    [Fact]
    public void Sample_request_uses_a_policy_room_or_else_a_room_of_a_pattern()
    {
        Assert.Equal("bay", SampleRequest.Of(Live)!.RoomId);
        SampleRequest sample = SampleRequest.Of(Voices)!;
        Assert.Equal("voice-example", sample.RoomId);
        Assert.Equal("hall", sample.Room.Type.Name);
        Assert.Equal(
            "voice-example", JsonDocument.Parse(sample.Call!.Body).RootElement.GetProperty("room_name").GetString());
        Assert.Null(SampleRequest.Of(new OpenApp("none", TokenApi.LiveKit) { HasBay = false }));
    }

    private static Explanation Explain(App app, string room) => Explanations.Of(app, room, "host");
}
