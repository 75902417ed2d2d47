using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Rooms of a pattern, which exist as soon as somebody asks for one, in every dialect.</summary>
public sealed class FirstJoinTests
{
    private const long Noon = 1_900_000_000;
    private const int Minute = 60;
    private const string VisitsId = "0123456789abcdef01234570";
    private const string DesksId = "5f1d2c3b4a59687786950419";

    private static readonly Gen<string> Name = Gen.Select(
        Gen.OneOf("voice-", "call-x", "Desk-", "", "a"), Gen.String[Gen.Char, 0, 60], (start, rest) => start + rest)
        .Where(name => name.EnumerateRunes().All(rune => rune.Value != 0xFFFD));

    private readonly Api _api = new() { NowSeconds = Noon };

    [Theory]
    [InlineData("fresh")]
    [InlineData("call-")]
    [InlineData("call-7")]
    [InlineData("Dr. M\u00fcller / \u8a3a\u5bdf \ud83d\ude00?~")]
    public void A_name_of_a_pattern_gets_a_token_at_once(string name)
    {
        string token = TokenFor(name);
        JsonElement claims = Jwt.SignedClaims(token, Api.SecretOf("visits"));
        Assert.Equal(name, claims.GetProperty("room_id").GetString());
        Assert.Equal(200, Redeem(token).Status);
    }

    [Fact]
    public void A_name_has_at_most_256_bytes_of_text()
    {
        TokenFor(new string('\u00e9', 128));
        foreach (string name in new[] { new string('\u00e9', 128) + "a", "a\u0001", "a\u0085", "a\u007f" })
            AssertRefused(400, "room_id", Ask(name));
    }

    /// <summary>Every dialect takes exactly the names that the patterns of its app stand for, and signs them.</summary>
    [Fact]
    public void Any_text_is_a_room_where_a_pattern_stands_for_it() => Name.Sample(name =>
    {
        Api api = new() { NowSeconds = Noon };
        int bytes = Encoding.UTF8.GetByteCount(name);
        bool isName = bytes is >= 1 and <= 256 && !name.Any(char.IsControl);
        AssertToken(isName, name, "visits", Ask(name, api));
        string path = Uri.EscapeDataString(name);
        bool isDesk = isName && name.StartsWith("Desk-", StringComparison.Ordinal);
        if (name is not ("" or "." or ".."))
            AssertToken(isDesk, name, "desks", api.Send(
                "POST", $"/v2/rooms/{path}/tokens",
                """{"name":"n","role":"guest","user_ref":"u"}"""u8.ToArray(), Api.Basic(DesksId, Api.ClinicKey)));
        bool isVoice = isName && name.StartsWith("voice-", StringComparison.Ordinal);
        Response voice = api.LiveKit("voices", JsonSerializer.Serialize(new { room_name = name }));
        Assert.Equal(isVoice, voice.Status == 200);
        if (isVoice)
            Assert.Equal(
                name,
                Jwt.SignedClaims(voice.Body.GetProperty("participant_token").GetString()!, Api.SecretOf("voices"))
                    .GetProperty("video").GetProperty("room").GetString());
    }, iter: 300, threads: 1);

    [Fact]
    public void A_LiveKit_token_of_such_a_room_is_active_at_introspection()
    {
        const string Body = """{"room_name":"voice-\u00fc 1","room_config":{"agents":[{"agent_name":"g"}]}}""";
        string token = _api.LiveKit("voices", Body)
            .Body.GetProperty("participant_token").GetString()!;
        Response response = _api.Send(
            "POST", "/v1/introspect", Encoding.ASCII.GetBytes("token=" + token),
            Api.Basic("APIvoicesExample", Api.ClinicKey));
        Assert.True(response.Body.GetProperty("active").GetBoolean(), response.BodyText);
        Assert.Equal("voice-\u00fc 1", response.Body.GetProperty("video").GetProperty("room").GetString());
        Assert.Equal(
            "g", response.Body.GetProperty(
                "roomConfig").GetProperty("agents")[0].GetProperty("agent_name").GetString());
    }

    [Fact]
    public void A_batch_takes_such_names()
    {
        Response response = _api.Send(
            "POST", "/v1/tokens", Encoding.UTF8.GetBytes("""[{"room_id":"M\u00fcller 1","role":"guest"}]"""),
            Management.Of("visits", _api));
        Assert.Equal(
            "M\u00fcller 1",
            Jwt.SignedClaims(response.Body[0].GetProperty("token").GetString()!, Api.SecretOf("visits"))
                .GetProperty("room_id").GetString());
    }

    [Fact]
    public void A_room_is_shown_disabled_and_enabled_by_its_name()
    {
        Response shown = Room("GET", "a%2Fb%20c");
        Assert.Equal(("a/b c", "open", true), (
            shown.Body.GetProperty("id").GetString(), shown.Body.GetProperty("template").GetString(),
            shown.Body.GetProperty("enabled").GetBoolean()));
        string token = TokenFor("a/b c");
        Assert.False(Room("POST", "a%2Fb%20c", """{"enabled":false}""").Body.GetProperty("enabled").GetBoolean());
        Assert.Equal(403, Ask("a/b c").Status);
        Assert.Equal("room-disabled", Redeem(token).Body.GetProperty("reason").GetString());
        Assert.True(Room("POST", "a%2Fb%20c", """{"enabled":true}""").Body.GetProperty("enabled").GetBoolean());
        TokenFor("a/b c");
        Assert.Equal(403, Room("DELETE", "a%2Fb%20c").Status);
        foreach (string wrong in new[] { "a%2", "a%FF", "a%00" })
            Assert.Contains(Room("GET", wrong).Status, new[] { 400, 404 });
    }

    [Fact]
    public void What_is_remembered_counts_against_maxRooms_and_makes_place_when_no_token_is_good()
    {
        string first = TokenFor("call-1");
        Assert.Equal(200, Redeem(first).Status);
        Assert.Equal(200, Redeem(TokenFor("call-2")).Status);
        Assert.Equal(200, Room("POST", "plain", """{"enabled":false}""").Status);
        string refused = TokenFor("call-3");
        Assert.Equal("too-many-rooms", Redeem(refused).Body.GetProperty("reason").GetString());
        AssertRefused(403, "as many rooms as its policy allows", Room("POST", "other", """{"enabled":false}"""));
        // The session is over after 5 minutes, but a token of before its start could live for 30.
        _api.NowSeconds = Noon + 30 * Minute + 9;
        Assert.Equal(410, Redeem(TokenForOrNull("call-1") ?? first).Status);
        Assert.Equal("too-many-rooms", Redeem(TokenFor("call-3")).Body.GetProperty("reason").GetString());
        _api.NowSeconds = Noon + 30 * Minute + 10;
        Assert.Equal(200, Redeem(TokenFor("call-3")).Status);
        // The name is free again, and the old token is dead.
        Assert.Equal(410, Redeem(first).Status);
        Assert.Equal(200, Redeem(TokenFor("call-1")).Status);
        // A disabled room is never forgotten.
        Assert.Equal(403, Ask("plain").Status);
    }

    [Fact]
    public void Issuing_for_permanent_rooms_remembers_nothing()
    {
        for (int visit = 0; visit < 100; visit++)
            Assert.Equal(200, Redeem(TokenFor($"visit {visit}")).Status);
        Assert.Equal(200, Room("POST", "plain", """{"enabled":false}""").Status);
    }

    [Fact]
    public void An_unknown_role_is_told_as_unknown()
    {
        AssertRefused(403, "The app has no role emperor.", _api.Send(
            "POST", "/hmsapi/visits.x/api/token", """{"room_id":"lobby","role":"emperor"}"""u8.ToArray()));
        AssertRefused(400, "The app has no role emperor.", _api.Send(
            "POST", "/v2/rooms/Desk-1/tokens", """{"name":"n","role":"emperor","user_ref":"u"}"""u8.ToArray(),
            Api.Basic(DesksId, Api.ClinicKey)));
    }

    private static void AssertToken(bool isTaken, string name, string app, Response response)
    {
        Assert.True(isTaken == (response.Status == 200), $"{name}: {response.BodyText}");
        if (!isTaken)
            return;
        JsonElement claims = Jwt.SignedClaims(response.Body.GetProperty("token").GetString()!, Api.SecretOf(app));
        Assert.Equal(name, claims.GetProperty("room_id").GetString());
    }

    private static void AssertRefused(int status, string text, Response response)
    {
        Assert.Equal(status, response.Status);
        Assert.Contains(text, response.BodyText);
    }

    private Response Ask(string name, Api? api = null) => (api ?? _api).Send(
        "POST", "/hmsapi/visits.x/api/token",
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { room_id = name, role = "guest" })));

    private string TokenFor(string name)
    {
        Response response = Ask(name);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body.GetProperty("token").GetString()!;
    }

    private string? TokenForOrNull(string name)
    {
        Response response = Ask(name);
        return response.Status == 200 ? response.Body.GetProperty("token").GetString() : null;
    }

    private Response Redeem(string token) => _api.SendAndWait(
        "POST", "/v1/redeem", "token=" + token, Api.Basic(VisitsId, Api.ClinicKey));

    private Response Room(string method, string path, string body = "") => _api.SendAndWait(
        method, "/v2/rooms/" + path, body, Management.Of("visits", _api));
}
