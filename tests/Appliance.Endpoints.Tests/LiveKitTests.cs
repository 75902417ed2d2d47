using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

public class LiveKitTests
{
    private const long PremiereStart = 1_906_545_600;

    [Fact]
    public void Response_matches_the_published_format()
    {
        Response response = new Api().LiveKit("live", "{}");
        Assert.Equal(200, response.Status);
        string token = response.Body.GetProperty("participant_token").GetString()!;
        Assert.Equal(
            $$"""{"server_url":"wss://live.example/rtc\u003fv=1","participant_token":"{{token}}"}""",
            response.BodyText);
        Assert.Equal("wss://live.example/rtc?v=1", response.Body.GetProperty("server_url").GetString());
        Assert.Equal("application/json", response.Headers["Content-Type"]);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
    }

    [Fact]
    public void Token_claims_match_the_request()
    {
        JsonElement claims = Claims(new Api { NowSeconds = 1_900_000_000 }.LiveKit("live", """
            {"room_name":"lobby","participant_identity":"jane","participant_name":"Jane Doe",
             "participant_metadata":"{\"seat\":1}","participant_attributes":{"lang":"de"},
             "room_config":{"agents":[{"agent_name":"guide"}]}}
            """));
        Assert.Equal(
            """{"roomJoin":true,"canPublish":true,"canSubscribe":true,"canPublishData":"""
            + """true,"roomRecord":false,"roomAdmin":false,"room":"lobby"}""",
            claims.GetProperty("video").GetRawText());
        Assert.Equal("APIliveExample", claims.GetProperty("iss").GetString());
        Assert.Equal("jane", claims.GetProperty("sub").GetString());
        Assert.Equal("Jane Doe", claims.GetProperty("name").GetString());
        Assert.Equal("""{"seat":1}""", claims.GetProperty("metadata").GetString());
        Assert.Equal("""{"lang":"de"}""", claims.GetProperty("attributes").GetRawText());
        Assert.Equal("""{"agents":[{"agent_name":"guide"}]}""", claims.GetProperty("roomConfig").GetRawText());
        Assert.Equal(1_900_000_000, claims.GetProperty("nbf").GetInt64());
        Assert.Equal(1_900_000_000 + 300, claims.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""
        {"room_name":null,"participant_identity":null,"participant_name":null,"participant_metadata":null,
         "participant_attributes":null,"room_config":null}
        """)]
    [InlineData("""{"participant_name":"","participant_metadata":"","participant_attributes":{ },"room_config":{}}""")]
    public void Empty_request_gets_the_default_room_and_a_generated_identity(string body)
    {
        Api api = new();
        JsonElement claims = Claims(api.LiveKit("live", body));
        Assert.Equal(["iss", "video", "sub", "jti", "nbf", "exp"], claims.EnumerateObject().Select(c => c.Name));
        Assert.Equal("lobby", claims.GetProperty("video").GetProperty("room").GetString());
        string identity = claims.GetProperty("sub").GetString()!;
        Assert.Equal(claims.GetProperty("jti").GetString(), identity);
        Assert.NotEqual(identity, Claims(api.LiveKit("live", body)).GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData(" ")]
    [InlineData("{} x")]
    [InlineData("""{"room_name":"lobby","room_name":"lobby"}""")]
    [InlineData("""{"room_name":"lobby","room\u005fname":"lobby"}""")]
    [InlineData("""{"room_name":null,"room_name":"lobby"}""")]
    [InlineData("""{"room_name":"lobby","roomName":"lobby"}""")]
    [InlineData("""{"participantName":"","participant_name":"a"}""")]
    [InlineData("""{"exp":1,"exp":1}""")]
    [InlineData("""{"room_name":"a\u0001"}""")]
    [InlineData("""{"room_name":7}""")]
    [InlineData("""{"participant_identity":["a"]}""")]
    [InlineData("""{"participant_identity":"a\u0000"}""")]
    [InlineData("""{"participant_identity":"\ud800"}""")]
    [InlineData("""{"participant_name":"a\nb"}""")]
    [InlineData("""{"participant_name":false}""")]
    [InlineData("""{"participant_metadata":{"a":"b"}}""")]
    [InlineData("""{"participant_metadata":"a\u0000b"}""")]
    [InlineData("""{"participant_attributes":"a"}""")]
    [InlineData("""{"participant_attributes":["a"]}""")]
    [InlineData("""{"participant_attributes":{"a":1}}""")]
    [InlineData("""{"participant_attributes":{"a":null}}""")]
    [InlineData("""{"participant_attributes":{"a":{}}}""")]
    [InlineData("""{"participant_attributes":{"a":"b","a":"b"}}""")]
    [InlineData("""{"participant_attributes":{"a":"b","\u0061":"b"}}""")]
    [InlineData("""{"participant_attributes":{"a":"b\u0000"}}""")]
    [InlineData("""{"participant_attributes":{"\u0000":"b"}}""")]
    [InlineData("""{"participant_attributes":{"a":"b",}}""")]
    [InlineData("""{"room_config":[1]}""")]
    [InlineData("""{"room_config":"a"}""")]
    [InlineData("""{"room_config":{"a":[{"b":1,"c":2,"b":3}]}}""")]
    [InlineData("""{"room_config":{"a":{"b":1},"a":2}}""")]
    [InlineData("""{"room_config":{"a":[1,]}}""")]
    [InlineData("""{"room_config":{"a":[1}}""")]
    [InlineData("""{"room_config":{"a":[[[[[[[1]]]]]]]}}""")]
    public void Invalid_body_gets_400(string body) => AssertError(400, new Api().LiveKit("live", body));

    [Theory]
    [InlineData("{", "The body is not JSON")]
    [InlineData("""{"participant_attributes":{"a":"b}}""", "The body is not JSON")]
    [InlineData("""{"room_config":{"a":[[[[[[[1]]]]]]]}}""", "The body is not JSON")]
    [InlineData("""{"roomName":"a","room_name":"a"}""", "room_name is repeated: send it once. room_name and roomName")]
    [InlineData("""{"room_name":7}""", "room_name must be a string.")]
    [InlineData("""{"room_name":"a\u0001"}""", "room_name must be a string of 1 to 256 bytes of UTF-8")]
    [InlineData("""{"participantMetadata":7}""", "participant_metadata must be a string of UTF-8 without NUL")]
    [InlineData("""{"participant_name":[7]}""", "participant_name must be")]
    [InlineData("""{"participant_attributes":{"a":7}}""", "participant_attributes must be")]
    [InlineData("""{"room_config":[7]}""", "room_config must be")]
    public void Error_message_names_the_cause(string body, string start) => Assert.Contains(
        start, new Api().LiveKit("live", body).Body.GetProperty("message").GetString());

    [Theory]
    [InlineData("participant_name", "\"n\"")]
    [InlineData("participant_metadata", "\"m\"")]
    [InlineData("participant_attributes", """{"a":"b"}""")]
    [InlineData("room_config", """{"a":1}""")]
    public void Member_without_a_claim_in_the_policy_is_rejected(string member, string value) => AssertError(
        403,
        member == "room_config"
            ? "room_config may not be set. To allow it, give the role or the tokenEndpoint in policies.json the member "
                + "roomConfig with the value true, and rebuild."
            : $"{member} may not be set. To allow it, give the role in policies.json a claim "
                + $"{{user.{member["participant_".Length..]}?}}, and rebuild.",
        new Api().LiveKit("kiosk", $$"""{"room_name":"hall","{{member}}":{{value}}}"""));

    [Theory]
    [InlineData("participant_name")]
    [InlineData("participant_metadata")]
    [InlineData("participant_attributes")]
    [InlineData("room_config")]
    public void Missing_member_required_by_the_policy_is_rejected(string member)
    {
        Dictionary<string, object> request = AllMembers("x");
        Assert.Equal(200, new Api().LiveKit("all", JsonSerializer.Serialize(request)).Status);
        request.Remove(member);
        AssertError(
            400, $"{member} is missing or empty.", new Api().LiveKit("all", JsonSerializer.Serialize(request)));
    }

    [Fact]
    public void Longest_values_of_a_body_fit_the_token_together()
    {
        // A body of up to 65,536 bytes, most of which become six bytes in the token.
        string text = new('?', 16_000);
        JsonElement claims = Jwt.SignedClaims(
            new Api().LiveKit("all", JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["participant_name"] = "n",
                ["participant_metadata"] = text,
                ["participant_attributes"] = new Dictionary<string, string> { ["a"] = text },
                ["room_config"] = new Dictionary<string, string> { ["a"] = text },
            })).Body.GetProperty("participant_token").GetString()!, Api.SecretOf("all"));
        Assert.Contains(text, claims.GetRawText().Replace("\\u003f", "?", StringComparison.Ordinal));
    }

    /// <summary>The React hook useToken sends GET with a query, and reads <c>accessToken</c>.</summary>
    [Theory]
    [InlineData("?roomName=lobby&name=Jane+Doe&identity=jane", "lobby", "Jane Doe", "jane")]
    [InlineData("?identity=j%C3%A4ne%3F&roomName=&name=&x=y", "lobby", null, "jäne?")]
    [InlineData("?room_name=lobby&participant_name=J&participant_identity=j", "lobby", "J", "j")]
    [InlineData("?metadata=a%0Ab", "lobby", null, null)]
    [InlineData("", "lobby", null, null)]
    public void Query_request_gets_a_token_in_the_useToken_format(
        string query, string room, string? name, string? identity)
    {
        Response response = new Api().Send("GET", "/livekit/live/token" + query, []);
        JsonElement claims = Claims(response);
        Assert.Equal(room, claims.GetProperty("video").GetProperty("room").GetString());
        Assert.Equal(name, claims.TryGetProperty("name", out JsonElement named) ? named.GetString() : null);
        Assert.Equal(
            query.Contains("metadata") ? "a\nb" : null,
            claims.TryGetProperty("metadata", out JsonElement metadata) ? metadata.GetString() : null);
        string given = claims.GetProperty("sub").GetString()!;
        Assert.Equal(identity ?? claims.GetProperty("jti").GetString(), given);
        Assert.Equal(given, response.Body.GetProperty("identity").GetString());
        Assert.Equal(
            response.Body.GetProperty("participant_token").GetString(),
            response.Body.GetProperty("accessToken").GetString());
        Assert.Equal("wss://live.example/rtc?v=1", response.Body.GetProperty("server_url").GetString());
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
    }

    [Theory]
    [InlineData("?roomName=a&roomName=a", 400)]
    [InlineData("?roomName=a&room_name=a", 400)]
    [InlineData("?roomName=%2", 400)]
    [InlineData("?roomName=%FF", 400)]
    [InlineData("?identity=a%01", 400)]
    [InlineData("?roomName=nowhere", 404)]
    public void Invalid_query_is_rejected(string query, int status) =>
        AssertError(status, new Api().Send("GET", "/livekit/live/token" + query, []));

    [Theory]
    [InlineData("/api/v2/sandbox/connection-details", "live", 200)]
    [InlineData("//api/v2/sandbox/connection-details/", "LIVE", 200)]
    [InlineData("/api/v2/sandbox/connection-details", "dark", 403)]
    [InlineData("/api/v2/sandbox/connection-details", "acme", 404)]
    [InlineData("/api/v2/sandbox/connection-details", "", 404)]
    public void Sandbox_id_selects_the_app(string path, string id, int status)
    {
        Response response = new Api().Send("POST", path, "{}"u8.ToArray(), $"X-Sandbox-ID: {id}", "Host: kiosk");
        Assert.Equal(status, response.Status);
        if (status == 200)
            Assert.Equal("APIliveExample", Claims(response).GetProperty("iss").GetString());
        else
            AssertError(status, response);
        AssertError(404, new Api().Send("POST", path, "{}"u8.ToArray(), "Host: live"));
        Response get = new Api().Send("GET", path, [], $"X-Sandbox-ID: {id}");
        Assert.Equal((405, "POST, OPTIONS"), (get.Status, get.Headers["Allow"]));
    }

    [Theory]
    [InlineData("""{"roomName":"lobby","participantName":"Ann"}""", "Ann", null)]
    [InlineData("""{"room_name":"","participant_identity":"","participantName":"Ann","room_config":[]}""", "Ann", null)]
    [InlineData("""{"participant_identity":42,"extra":{"a":[1]},"participantAttributes":{}}""", null, "42")]
    public void Both_spellings_empty_and_unknown_members_are_accepted(string body, string? name, string? identity)
    {
        JsonElement claims = Claims(new Api().LiveKit("live", body));
        Assert.Equal("lobby", claims.GetProperty("video").GetProperty("room").GetString());
        Assert.Equal(name, claims.TryGetProperty("name", out JsonElement named) ? named.GetString() : null);
        Assert.Equal(identity ?? claims.GetProperty("jti").GetString(), claims.GetProperty("sub").GetString());
        Assert.False(claims.TryGetProperty("attributes", out _) || claims.TryGetProperty("roomConfig", out _));
    }

    [Fact]
    public void Values_over_their_length_limits_are_rejected()
    {
        AssertBound("participant_identity", 256, bytes => $"\"{new string('~', bytes)}\"");
        AssertBound("participant_name", 256, bytes => $"\"{new string('~', bytes)}\"");
        AssertBound("participant_metadata", 16_384, bytes => $"\"{new string('~', bytes)}\"");
        AssertBound("participant_attributes", 16_384, bytes => $$"""{"a":"{{new string('~', bytes - 8)}}"}""");
        AssertBound("room_config", 16_384, bytes => $$"""{"a":["{{new string('~', bytes - 10)}}"]}""");
        AssertBound("participant_attributes", 256, count => ObjectOf(count, "\"\""));
        AssertBound("room_config", 256, count => $$"""{"a":[{{ObjectOf(count - 2, "1")}},{"n0":1}]}""");

        static string ObjectOf(int count, string value) =>
            "{" + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"n{i}\":{value}")) + "}";
    }

    [Fact]
    public void Policy_rules_reject_unknown_rooms_and_disallowed_roles()
    {
        Api api = new();
        AssertError(404, "The app has no room nowhere.", api.LiveKit("live", """{"room_name":"nowhere"}"""));
        AssertError(
            403, "The role is not allowed in this room.", api.LiveKit("live", """{"room_name":"green-room"}"""));
        AssertError(
            400, "room_name is missing, and the app has no default room: send room_name.", api.LiveKit("kiosk", "{}"));
    }

    [Fact]
    public void Scheduled_room_issues_tokens_from_15_minutes_before_start_until_its_end()
    {
        const string Premiere = """{"room_name":"premiere"}""";
        AssertError(403, "The room is not open yet.",
            new Api { NowSeconds = PremiereStart - 901 }.LiveKit("live", Premiere));
        Assert.Equal(200, new Api { NowSeconds = PremiereStart - 900 }.LiveKit("live", Premiere).Status);
        JsonElement last = Claims(new Api { NowSeconds = PremiereStart + 3599 }.LiveKit("live", Premiere));
        Assert.Equal(PremiereStart + 3600, last.GetProperty("exp").GetInt64());
        AssertError(403, "The room is over.", new Api { NowSeconds = PremiereStart + 3600 }.LiveKit("live", Premiere));
    }

    [Fact]
    public void Clock_out_of_range_gets_503() =>
        AssertError(503, new Api { NowSeconds = 253_402_300_799 }.LiveKit("live", ""));

    [Theory]
    [InlineData("/livekit/live/token", "Host: any", 200)]
    [InlineData("/livekit/LIVE/token?x=1", "Host: kiosk", 200)]
    [InlineData("/livekit/dark/token", "Host: live", 403)]
    [InlineData("/livekit/absent/token", "Host: live", 404)]
    [InlineData("/livekit/acme/token", "Host: live", 404)]
    [InlineData("/livekit//token", "Host: live", 404)]
    [InlineData("/livekit/live/x/token", "Host: live", 404)]
    [InlineData("/livekit/live/token/", "Host: live", 404)]
    [InlineData("/livekit/token", "Host: live.tokens.example:8080", 200)]
    [InlineData("/livekit/token", "Host: Live", 200)]
    [InlineData("/livekit/token", "Host: dark.tokens.example", 403)]
    [InlineData("/livekit/token", "Host: acme.tokens.example", 404)]
    [InlineData("/livekit/token", "Host: localhost:8080", 404)]
    [InlineData("/hmsapi/live.x/api/token", "Host: any", 404)]
    public void App_is_taken_from_path_or_host(string path, string host, int status)
    {
        Response response = new Api().Send("POST", path, [], host);
        Assert.Equal(status, response.Status);
        if (status != 200)
            AssertError(status, response);
    }

    [Fact]
    public void Single_app_per_vendor_with_enabled_endpoint_needs_no_name()
    {
        Api api = new(new PolicySubset("dark", "live", "clinic", "closed", "acme"));
        Assert.Equal("APIliveExample", Claims(api.Send("POST", "/livekit/token", [])).GetProperty("iss").GetString());
        Assert.Equal(200, api.Send("POST", "/api/token", """{"room_id":"r1","role":"host"}"""u8.ToArray()).Status);
    }

    [Fact]
    public void Disabled_token_endpoint_gets_403()
    {
        Response response = new Api().LiveKit("dark", "{}");
        AssertError(403, "The app's token endpoint is disabled: enable tokenEndpoint in the policy.", response);
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public void Other_methods_get_405_with_Allow(string method)
    {
        Response response = new Api().Send(method, "/livekit/live/token", []);
        Assert.Equal(405, response.Status);
        Assert.Equal("GET, HEAD, POST, OPTIONS", response.Headers["Allow"]);
    }

    [Theory]
    [InlineData("live", "https://app.example", "https://app.example")]
    [InlineData("live", "https://evil.example", null)]
    [InlineData("kiosk", "https://evil.example", "*")]
    [InlineData("absent", "https://evil.example", "*")]
    public void Cors_allows_listed_origins_to_read_responses_and_errors(string app, string origin, string? allowed)
    {
        foreach (string body in new[] { "{}", "nonsense" })
            Assert.Equal(allowed, AllowedBy(new Api().LiveKit(app, body, $"Origin: {origin}")));
        Response preflight = new Api().Send("OPTIONS", $"/livekit/{app}/token", [],
            $"Origin: {origin}", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type");
        Assert.Equal(204, preflight.Status);
        Assert.Equal(allowed, AllowedBy(preflight));

        static string? AllowedBy(Response response) =>
            response.Headers.GetValueOrDefault("Access-Control-Allow-Origin");
    }

    [Fact]
    public void Text_members_round_trip_unchanged() => Gen.Select(
        Gen.String[Gen.Char, 1, 40].Where(IsText), Gen.String[Gen.Char, 0, 40].Where(IsText)).Sample((key, text) =>
        {
            string line = text.Replace('\0', ' ');
            JsonElement claims = Claims(new Api().LiveKit("live", JsonSerializer.Serialize(new
            {
                participant_metadata = line + "x",
                participant_attributes = new Dictionary<string, string> { [key] = line },
                room_config = new { agents = new object[] { new { name = line }, 1.5, true, new string?[] { null } } },
            })));
            JsonElement agents = claims.GetProperty("roomConfig").GetProperty("agents");
            return claims.GetProperty("metadata").GetString() == line + "x"
                && claims.GetProperty("attributes").GetProperty(key).GetString() == line
                && agents[0].GetProperty("name").GetString() == line && agents.GetArrayLength() == 4;
        });

    private static bool IsText(string text) =>
        text.EnumerateRunes().All(rune => rune != new Rune(0xFFFD) && rune.Value != 0);

    private static Dictionary<string, object> AllMembers(string text) => new()
    {
        ["participant_name"] = text,
        ["participant_metadata"] = text,
        ["participant_attributes"] = new Dictionary<string, string> { ["a"] = text },
        ["room_config"] = new Dictionary<string, string> { ["a"] = text },
    };

    private static void AssertBound(string member, int max, Func<int, string> value)
    {
        Assert.Equal(200, With(max).Status);
        AssertError(400, With(max + 1));

        Response With(int size) => new Api().LiveKit("live", $$"""{"{{member}}":{{value(size)}}}""");
    }

    private static JsonElement Claims(Response response)
    {
        Assert.True(response.Status == 200, response.BodyText);
        string token = response.Body.GetProperty("participant_token").GetString()!;
        Assert.Matches("^[A-Za-z0-9]+$", token.Split('.')[1]);
        return Jwt.SignedClaims(token, Api.SecretOf("live"));
    }

    private static void AssertError(int status, string message, Response response)
    {
        AssertError(status, response);
        Assert.Equal(message, response.Body.GetProperty("message").GetString());
    }

    private static void AssertError(int status, Response response)
    {
        Assert.Equal((status, status), (response.Status, response.Body.GetProperty("code").GetInt32()));
        Assert.NotEqual("", response.Body.GetProperty("message").GetString());
        Assert.False(response.Headers.ContainsKey("Cache-Control"));
    }
}
