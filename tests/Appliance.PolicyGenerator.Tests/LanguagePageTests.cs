using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Appliance.TestKit;

namespace Appliance.PolicyGenerator.Tests;

/// <summary>The examples in language.md compile and behave as documented.</summary>
public partial class LanguagePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(
        Places.Repository, "generators", "Appliance.PolicyGenerator", "language.md")).ReplaceLineEndings("\n");

    /// <summary>The examples, keyed by the name of the member that each one starts with.</summary>
    private static readonly Dictionary<string, string> Examples = Block().Matches(Page)
        .Select(block => block.Groups["json"].Value)
        .Where(json => json.StartsWith('"'))
        .ToDictionary(json => json.Split('"')[1]);

    /// <summary>Except the outline at the top of the page, which is not valid JSON.</summary>
    [Fact]
    public void Every_example_of_the_page_has_a_test() =>
        Assert.Equal(["caller", "jitsi", "rooms"], Examples.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Jitsi_dialect_example_yields_the_claims_that_the_Jitsi_plugin_requires()
    {
        App app = Load(
            $$"""
            { "policy": 1, "dialects": { {{Examples["jitsi"]}} }, "apps": { "meet": {
              "dialect": "jitsi", "accessKey": "meet", "secret": "env:MEET_SECRET",
              "starterKit": "video-conferencing", "rooms": { "*": { "type": "conference" } } } } }
            """);
        Assert.Equal("""{"alg":"HS256","typ":"JWT","kid":"meet"}""", Encoding.UTF8.GetString(app.TokenHeader));
        foreach ((string role, bool moderates) in new[] { ("host", true), ("guest", false) })
        {
            JsonNode claims = JsonNode.Parse(
                new TokenValues("standup", "ann", "Ann").Write(app.FindRole(Encoding.UTF8.GetBytes(role))!))!;
            Assert.Equal("jitsi", claims["aud"]!.GetValue<string>());
            Assert.Equal("meet", claims["iss"]!.GetValue<string>());
            Assert.Equal("*", claims["sub"]!.GetValue<string>());
            Assert.Equal("standup", claims["room"]!.GetValue<string>());
            Assert.Equal(moderates, claims["context"]!["user"]!["moderator"]!.GetValue<bool>());
        }
    }

    [Fact]
    public void Room_pattern_example_resolves_rooms_as_documented()
    {
        App app = Load(LiveKit(
            $$"""
            "roles": { "guest": { "grants": [] } },
            "roomTypes": {
              "open": { "kind": "permanent", "roles": ["guest"] },
              "voice": { "kind": "permanent", "roles": ["guest"] },
              "visit": { "kind": "permanent", "roles": ["guest"] }
            },
            {{Examples["rooms"]}}
            """));
        foreach ((string room, string type) in new[] { ("lobby", "open"), ("voice-7", "voice"), ("Voice 7", "visit") })
        {
            Assert.True(app.TryFindRoom(Encoding.UTF8.GetBytes(room), out Room found));
            Assert.Equal(type, found.Type.Name);
        }
    }

    [Fact]
    public void LiveKit_role_example_has_video_grants_and_accepts_a_room_configuration()
    {
        App app = Load(LiveKit(
            $$"""
            "roles": { {{Examples["caller"]}} },
            "roomTypes": { "call": { "kind": "permanent", "roles": ["caller"] } },
            "rooms": { "*": { "type": "call" } }
            """));
        Role caller = app.FindRole("caller"u8)!;
        Assert.True(caller.Accepted.HasFlag(CallerValues.RoomConfig));
        JsonNode claims = JsonNode.Parse(new TokenValues("r", "u", RoomConfig: """{"a":1}""").Write(caller))!;
        Assert.Equal("""["microphone"]""", claims["video"]!["canPublishSources"]!.ToJsonString());
        Assert.Equal("""{"a":1}""", claims["roomConfig"]!.ToJsonString());
    }

    private static string LiveKit(string members) =>
        $$"""
        { "policy": 1, "apps": { "live": { "dialect": "livekit", "apiKey": "APIlive", "secret": "env:LIVE_SECRET",
        {{members}} } } }
        """;

    private static App Load(string policy)
    {
        Assert.Empty(GeneratorHarness.Run(policy).Diagnostics);
        return Assert.Single(CompiledPolicies.Load(policy).Apps);
    }

    [GeneratedRegex("```json (?:test LanguagePageTests|valid)\n(?<json>[^`]+)\n```")]
    private static partial Regex Block();
}
