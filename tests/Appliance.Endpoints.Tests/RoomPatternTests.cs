using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>Rooms that match a name pattern of the policy and need no creation before their first token, in every
/// dialect.</summary>
public sealed class RoomPatternTests
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
    public void Name_matching_a_pattern_gets_a_token_without_creating_the_room(string name)
    {
        string token = TokenFor(name);
        JsonElement claims = Jwt.SignedClaims(token, Api.SecretOf("visits"));
        Assert.Equal(name, claims.GetProperty("room_id").GetString());
        Assert.Equal(200, Redeem(token).Status);
    }

    [Fact]
    public void Room_name_is_limited_to_256_bytes_without_control_characters()
    {
        TokenFor(new string('\u00e9', 128));
        foreach (string name in new[] { new string('\u00e9', 128) + "a", "a\u0001", "a\u0085", "a\u007f" })
            AssertRejected(400, "room_id", RequestToken(name));
    }

    /// <summary>Every dialect accepts exactly the names that match its app's patterns, and signs them
    /// unchanged.</summary>
    [Fact]
    public void Any_text_that_matches_a_pattern_is_a_room() => Name.Sample(name =>
    {
        Api api = new() { NowSeconds = Noon };
        int bytes = Encoding.UTF8.GetByteCount(name);
        bool isName = bytes is >= 1 and <= 256 && !name.Any(char.IsControl);
        AssertToken(isName, name, "visits", RequestToken(name, api));
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
    public void LiveKit_token_of_a_pattern_room_is_active_in_introspection()
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
    public void Batch_accepts_names_of_pattern_rooms()
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
    public void Pattern_room_is_read_disabled_and_enabled_by_name()
    {
        Response shown = Room("GET", "a%2Fb%20c");
        Assert.Equal(("a/b c", "open", true), (
            shown.Body.GetProperty("id").GetString(), shown.Body.GetProperty("template").GetString(),
            shown.Body.GetProperty("enabled").GetBoolean()));
        string token = TokenFor("a/b c");
        Assert.False(Room("POST", "a%2Fb%20c", """{"enabled":false}""").Body.GetProperty("enabled").GetBoolean());
        Assert.Equal(403, RequestToken("a/b c").Status);
        Assert.Equal("room-disabled", Redeem(token).Body.GetProperty("reason").GetString());
        Assert.True(Room("POST", "a%2Fb%20c", """{"enabled":true}""").Body.GetProperty("enabled").GetBoolean());
        TokenFor("a/b c");
        Assert.Equal(403, Room("DELETE", "a%2Fb%20c").Status);
        foreach (string wrong in new[] { "a%2", "a%FF", "a%00" })
            Assert.Contains(Room("GET", wrong).Status, new[] { 400, 404 });
    }

    [Fact]
    public void Stored_pattern_room_counts_against_maxRooms_until_its_tokens_expire()
    {
        string first = TokenFor("call-1");
        Assert.Equal(200, Redeem(first).Status);
        Assert.Equal(200, Redeem(TokenFor("call-2")).Status);
        Assert.Equal(200, Room("POST", "plain", """{"enabled":false}""").Status);
        string rejected = TokenFor("call-3");
        Assert.Equal("too-many-rooms", Redeem(rejected).Body.GetProperty("reason").GetString());
        AssertRejected(403, "reached its maxRooms", Room("POST", "other", """{"enabled":false}"""));
        // The session ends after 5 minutes, but a token issued before its start can be valid for 30 minutes.
        _api.NowSeconds = Noon + 30 * Minute + 9;
        Assert.Equal(410, Redeem(TokenForOrNull("call-1") ?? first).Status);
        Assert.Equal("too-many-rooms", Redeem(TokenFor("call-3")).Body.GetProperty("reason").GetString());
        _api.NowSeconds = Noon + 30 * Minute + 10;
        Assert.Equal(200, Redeem(TokenFor("call-3")).Status);
        // The name is free again, and the old token has expired.
        Assert.Equal(410, Redeem(first).Status);
        Assert.Equal(200, Redeem(TokenFor("call-1")).Status);
        // A disabled room is never evicted.
        Assert.Equal(403, RequestToken("plain").Status);
    }

    [Fact]
    public void Tokens_of_permanent_pattern_rooms_store_no_room_record()
    {
        for (int visit = 0; visit < 100; visit++)
            Assert.Equal(200, Redeem(TokenFor($"visit {visit}")).Status);
        Assert.Equal(200, Room("POST", "plain", """{"enabled":false}""").Status);
    }

    [Fact]
    public void Unknown_role_is_reported()
    {
        AssertRejected(403, "The app has no role emperor.", _api.Send(
            "POST", "/hmsapi/visits.x/api/token", """{"room_id":"lobby","role":"emperor"}"""u8.ToArray()));
        AssertRejected(400, "The app has no role emperor.", _api.Send(
            "POST", "/v2/rooms/Desk-1/tokens", """{"name":"n","role":"emperor","user_ref":"u"}"""u8.ToArray(),
            Api.Basic(DesksId, Api.ClinicKey)));
    }

    private static void AssertToken(bool isAccepted, string name, string app, Response response)
    {
        Assert.True(isAccepted == (response.Status == 200), $"{name}: {response.BodyText}");
        if (!isAccepted)
            return;
        JsonElement claims = Jwt.SignedClaims(response.Body.GetProperty("token").GetString()!, Api.SecretOf(app));
        Assert.Equal(name, claims.GetProperty("room_id").GetString());
    }

    private static void AssertRejected(int status, string text, Response response)
    {
        Assert.Equal(status, response.Status);
        Assert.Contains(text, response.BodyText);
    }

    private Response RequestToken(string name, Api? api = null) => (api ?? _api).Send(
        "POST", "/hmsapi/visits.x/api/token",
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { room_id = name, role = "guest" })));

    private string TokenFor(string name)
    {
        Response response = RequestToken(name);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body.GetProperty("token").GetString()!;
    }

    private string? TokenForOrNull(string name)
    {
        Response response = RequestToken(name);
        return response.Status == 200 ? response.Body.GetProperty("token").GetString() : null;
    }

    private Response Redeem(string token) => _api.SendAndWait(
        "POST", "/v1/redeem", "token=" + token, Api.Basic(VisitsId, Api.ClinicKey));

    private Response Room(string method, string path, string body = "") => _api.SendAndWait(
        method, "/v2/rooms/" + path, body, Management.Of("visits", _api));
}
