using System.Net.Http;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

public class Hms100Tests
{
    private const string Body = """{"room_id":"r1","role":"host","user_id":"1234"}""";
    private const long LessonStart = 1_906_545_600;

    [Fact]
    public void Response_matches_the_published_format()
    {
        Response response = new Api().Hms100(Body);
        Assert.Equal(200, response.Status);
        string token = response.Body.GetProperty("token").GetString()!;
        Assert.Equal(
            $$"""{"token":"{{token}}","msg":"token generated successfully","status":200,"success":"""
            + """true,"api_version":"2.0.192"}""",
            response.BodyText);
        Assert.Equal("application/json", response.Headers["Content-Type"]);
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
    }

    [Fact]
    public void Token_claims_match_the_request()
    {
        Api api = new() { NowSeconds = 1_900_000_000 };
        JsonElement claims = Claims(api.Hms100(Body));
        Assert.Equal(
            ["access_key", "type", "version", "role", "room_id", "jti", "iat", "nbf", "exp", "user_id"],
            claims.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal("0123456789abcdef01234567", claims.GetProperty("access_key").GetString());
        Assert.Equal("app", claims.GetProperty("type").GetString());
        Assert.Equal(2, claims.GetProperty("version").GetInt32());
        Assert.Equal("r1", claims.GetProperty("room_id").GetString());
        Assert.Equal("host", claims.GetProperty("role").GetString());
        Assert.Equal("1234", claims.GetProperty("user_id").GetString());
        Assert.Equal(1_900_000_000 - 10, claims.GetProperty("iat").GetInt64());
        Assert.Equal(1_900_000_000 - 10, claims.GetProperty("nbf").GetInt64());
        Assert.Equal(1_900_000_000 + 24 * 3600, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Token_has_no_user_id_if_the_request_has_none() =>
        Assert.False(Claims(new Api().Hms100("""{"room_id":"r1","role":"guest"}""")).TryGetProperty("user_id", out _));

    [Fact]
    public void Each_token_has_a_unique_jti()
    {
        Api api = new();
        string[] ids = [.. Enumerable.Range(0, 1000)
            .Select(_ => Claims(api.Hms100(Body)).GetProperty("jti").GetString()!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("Content-Type: text/plain;charset=UTF-8")]
    [InlineData("Content-Type: application/json")]
    [InlineData("Content-Type: application/x-www-form-urlencoded")]
    [InlineData("X-Nothing: 1")]
    public void JSON_body_is_accepted_with_any_content_type(string header) =>
        Assert.Equal(200, new Api().Hms100(Body, header).Status);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("""{"room_id":"r1","role":"host"} x""")]
    [InlineData("""{"room_id":"r1","role":"host",}""")]
    [InlineData("\uFEFF{\"room_id\":\"r1\",\"role\":\"host\"}")]
    [InlineData("""{"role":"host"}""")]
    [InlineData("""{"room_id":"r1"}""")]
    [InlineData("""{"room_id":"","role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":""}""")]
    [InlineData("""{"room_id":"r1","room_id":"r1","role":"host"}""")]
    [InlineData("""{"room_id":"r1","room\u005fid":"r1","role":"host"}""")]
    [InlineData("""{"room_id":"r1","Role":"host"}""")]
    [InlineData("""{"room_id":1,"role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":1}""")]
    [InlineData("""{"room_id":null,"role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":-1}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":1.0}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":1e3}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":123456789012345678901}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":true}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":[]}""")]
    [InlineData("""{"room_id":"r1","role":"host","type":"app","type":"app"}""")]
    [InlineData("""{"room_id":"r1","role":"host","":1,"":2}""")]
    [InlineData("""{"room_id":"r1","role":"host","type":"app","t\u0079pe":"app"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":null,"user_id":"ann"}""")]
    [InlineData("""{"room_id":"r1","role":"host","x":{"a":[1}}""")]
    [InlineData("""{"room_id":"r1","role":null}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":{"a":[]}}""")]
    [InlineData("""{"room_id":"r1 ","role":"host"}""")]
    [InlineData("""{"room_id":"r1\u0000","role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"a\u0000b"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"a\u0085b"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"\u00a1\u0085"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"\ud800"}""")]
    public void Invalid_body_gets_400_in_the_vendor_s_envelope(string body) =>
        AssertEnvelope(400, new Api().Hms100(body));

    public static TheoryData<string, string?> Accepted => new()
    {
        // Members sent besides room_id and role, and the token's user_id.
        { "", null },
        { ""","user_id":null""", null },
        { ""","user_id":"" """, null },
        { ""","user_id":1650000000000""", "1650000000000" },
        { ""","user_id":0""", "0" },
        { ""","user_id":12345678901234567890""", "12345678901234567890" },
        { ""","type":"app","env":"prod","user_name":"Ann","user_id":"ann" """, "ann" },
        { ""","exp":1,"iat":1,"jti":"x","access_key":"x","version":[{"a":null}]""", null },
        { ""","USER_ID":"ann","user_id\u0000":"bob" """, null },
        { ""","a":1e999999,"b":{"c":{"d":[[[[]]]]}}""", null },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Unknown_members_are_accepted_and_never_reach_the_token(string members, string? userId)
    {
        Response response = new Api().Hms100($$"""{"room_id":"r1"{{members}},"role":"host"}""");
        Assert.True(response.Status == 200, response.BodyText);
        JsonElement claims = Claims(response);
        string[] names = ["access_key", "type", "version", "role", "room_id", "jti", "iat", "nbf", "exp"];
        Assert.Equal(
            userId is null ? names : [.. names, "user_id"], claims.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal(userId, userId is null ? null : claims.GetProperty("user_id").GetString());
        Assert.Equal("app", claims.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"room_id":"r1","role":"host","user_id":true}""", "user_id must be a string of at most 256 bytes")]
    [InlineData("""{"room_id":7,"role":"host"}""", "room_id must be a string.")]
    [InlineData("""{"room_id":"r1","role":{}}""", "role must be a string.")]
    [InlineData(
        """{"room_id":"r1","role":null}""", "role is missing or empty: send the name of one of the app's roles.")]
    [InlineData("""{"room_id":"r1","role":"host","\u00e9":1,"\u00e9":1}""", "\u00e9 is repeated: send it once.")]
    public void Error_names_the_member(string body, string message) =>
        Assert.StartsWith(message, new Api().Hms100(body).Body.GetProperty("message").GetString());

    [Theory]
    [InlineData("room_id=r1&role=host&user_id=Ann+M%C3%BCller", 200, "Ann M\u00fcller")]
    [InlineData("user_id=42&role=host&room%5Fid=r1&type=app", 200, "42")]
    [InlineData("room_id=r1&role=host&user_id=", 200, null)]
    [InlineData("&room_id=r1&&role=host&", 200, null)]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"json"}""", 200, "json")]
    [InlineData(""" {"room_id":"r1","role":"host","user_id":"json"}""", 200, "json")]
    [InlineData("", 400, null)]
    [InlineData("room_id=r1", 400, null)]
    [InlineData("room_id=r1&role=host&role=host", 400, null)]
    [InlineData("room_id=r1&role=host&a=1&a=2", 400, null)]
    [InlineData("room_id=r1&role=host&user_id=%F", 400, null)]
    [InlineData("room_id=r1&role=host&user_id=%FF", 400, null)]
    [InlineData("room_id=r1&role=host&user_id=%00", 400, null)]
    [InlineData("room_id=r1&role=host&%C0%AF=1", 400, null)]
    [InlineData("[]", 400, null)]
    public void Form_body_is_accepted_with_the_form_content_type(string form, int status, string? userId)
    {
        foreach (string type in new[]
            { "application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-Urlencoded\t;" })
        {
            Response response = new Api().Hms100(form, "Content-Type: " + type);
            Assert.True(status == response.Status, response.BodyText);
            if (status != 200)
                AssertEnvelope(400, response);
            else if (userId is not null)
                Assert.Equal(userId, Claims(response).GetProperty("user_id").GetString());
            else
                Assert.False(Claims(response).TryGetProperty("user_id", out _));
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("multipart/form-data; boundary=x")]
    public void Form_body_with_another_content_type_is_rejected(string type) =>
        AssertEnvelope(400, new Api().Hms100("room_id=r1&role=host", "Content-Type: " + type));

    [Fact]
    public void User_id_round_trips_through_a_form_of_another_library() => Gen.String[Gen.Char, 1, 80]
        .Where(user => user.EnumerateRunes().All(rune => rune != new Rune(0xFFFD) && !Rune.IsControl(rune)))
        .Where(user => Encoding.UTF8.GetByteCount(user) is > 0 and <= 256)
        .Sample(user =>
        {
            FormUrlEncodedContent form = new([new("role", "host"), new("user_id", user), new("room_id", "r1")]);
            Response response = new Api().Send(
                "POST", "/hmsapi/acme.app.100ms.live/api/token", form.ReadAsByteArrayAsync().Result,
                "Content-Type: application/x-www-form-urlencoded");
            return Claims(response).GetProperty("user_id").GetString() == user;
        });

    [Fact]
    public void Ignored_members_numbers_and_nesting_are_limited()
    {
        Api api = new();
        string Many(int count) => """{"room_id":"r1","role":"host","""
            + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"x{i}\":0")) + "}";
        string Long(int digits) => $$"""{"room_id":"r1","role":"host","x":[{{new string('9', digits)}}]}""";
        Assert.Equal(200, api.Hms100(Many(64)).Status);
        AssertEnvelope(400, api.Hms100(Many(65)));
        Assert.Equal(200, api.Hms100(Long(1000)).Status);
        AssertEnvelope(400, api.Hms100(Long(1001)));
        string deep = string.Concat(Enumerable.Repeat("[", 8)) + string.Concat(Enumerable.Repeat("]", 8));
        AssertEnvelope(400, api.Hms100($$"""{"room_id":"r1","role":"host","x":{{deep}}}"""));
    }

    [Fact]
    public void Values_over_their_length_limits_are_rejected()
    {
        Api api = new();
        Assert.Equal(200, api.Hms100(WithUser(new('u', 256))).Status);
        AssertEnvelope(400, api.Hms100(WithUser(new('u', 257))));
        Assert.Equal(200, api.Hms100(WithUser(string.Concat(Enumerable.Repeat("\U0001F600", 64)))).Status);
        AssertEnvelope(400, api.Hms100(WithUser(string.Concat(Enumerable.Repeat("\U0001F600", 64)) + "x")));
        AssertEnvelope(400, api.Hms100($$"""{"room_id":"{{new string('r', 65)}}","role":"host"}"""));
        AssertEnvelope(404, api.Hms100($$"""{"room_id":"{{new string('r', 64)}}","role":"host"}"""));
    }

    [Fact]
    public void Policy_rules_reject_unknown_rooms_and_disallowed_roles()
    {
        Api api = new();
        AssertEnvelope(404, api.Hms100("""{"room_id":"nowhere","role":"host"}"""));
        AssertEnvelope(403, api.Hms100("""{"room_id":"r1","role":"absent"}"""));
        AssertEnvelope(403, api.Hms100("""{"room_id":"r2","role":"guest"}"""));
        Assert.Equal(200, api.Hms100("""{"room_id":"r2","role":"host"}""").Status);
    }

    [Fact]
    public void Token_endpoint_issues_only_its_configured_roles()
    {
        Api api = new();
        Response guest = Ask("guest"), host = Ask("host");
        Assert.Equal(200, guest.Status);
        AssertEnvelope(403, host);
        Assert.Contains("tokenEndpoint.roles", host.Body.GetProperty("message").GetString());
        // A room code still issues the role.
        Response code = api.Send(
            "POST", "/v2/room-codes/room/r1/role/host", [], Management.Of("dash", api));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"code":"{{code.Body.GetProperty("code").GetString()}}"}""");
        Assert.Equal(200, api.Send("POST", "/v2/token", body).Status);

        Response Ask(string role) => api.Send(
            "POST", "/hmsapi/dash.x/api/token", Encoding.UTF8.GetBytes($$"""{"room_id":"r1","role":"{{role}}"}"""));
    }

    [Fact]
    public void Scheduled_room_issues_tokens_from_15_minutes_before_start_until_its_end()
    {
        const string Lesson = """{"room_id":"lesson","role":"guest"}""";
        AssertEnvelope(403, new Api { NowSeconds = LessonStart - 901 }.Hms100(Lesson));
        JsonElement first = Claims(new Api { NowSeconds = LessonStart - 900 }.Hms100(Lesson));
        Assert.Equal(LessonStart - 900 + 3600, first.GetProperty("exp").GetInt64());
        JsonElement last = Claims(new Api { NowSeconds = LessonStart + 3599 }.Hms100(Lesson));
        Assert.Equal(LessonStart + 3600, last.GetProperty("exp").GetInt64());
        AssertEnvelope(403, new Api { NowSeconds = LessonStart + 3600 }.Hms100(Lesson));
    }

    [Fact]
    public void Disabled_token_endpoint_responds_in_the_published_format()
    {
        Response response =
            new Api().Send("POST", "/hmsapi/closed.app.100ms.live/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(403, response.Status);
        Assert.StartsWith(
            """{"success":false,"msg":"Generating token using """
            + """the room_id and role is disabled.","api_version":"2.0.192",""", response.BodyText);
        Assert.Equal(403, response.Body.GetProperty("code").GetInt32());
        Assert.Equal(JsonValueKind.String, response.Body.GetProperty("message").ValueKind);
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("/hmsapi/acme.app.100ms.live/api/token", "Host: any", 200)]
    [InlineData("/hmsapi/ACME.example/api/token", "Host: any", 200)]
    [InlineData("/hmsapi/absent.app.100ms.live/api/token", "Host: acme", 404)]
    [InlineData("/hmsapi/clinic.app.100ms.live/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/acme/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/.acme/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/acme.x/y/api/token", "Host: any", 404)]
    [InlineData("/api/token", "Host: acme.tokens.example:8080", 200)]
    [InlineData("/api/token", "Host: Acme", 200)]
    [InlineData("/api/token", "Host: closed.tokens.example", 403)]
    [InlineData("/api/token", "Host: localhost:8080", 404)]
    [InlineData("/api/token/", "Host: acme", 200)]
    [InlineData("//api/token", "Host: acme", 200)]
    [InlineData("//api///token//", "Host: acme", 200)]
    [InlineData("/hmsapi/acme.app.100ms.live//api/token", "Host: any", 200)]
    [InlineData("//hmsapi//acme.app.100ms.live/api/token/", "Host: any", 200)]
    [InlineData("/hmsapi/closed.app.100ms.live//api/token/", "Host: any", 403)]
    [InlineData("/hmsapi/acme.app.100ms.live/api/tokens", "Host: any", 404)]
    [InlineData("/API/token", "Host: acme", 404)]
    public void App_is_taken_from_path_or_host(string path, string host, int status) =>
        Assert.Equal(status, new Api().Send("POST", path, Encoding.UTF8.GetBytes(Body), host).Status);

    [Fact]
    public void Single_app_with_enabled_endpoint_needs_no_name()
    {
        Api api = new(new PolicySubset("acme", "clinic", "closed", "live", "kiosk"));
        Response response = api.Send("POST", "/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(200, response.Status);
        Assert.Equal("0123456789abcdef01234567", Claims(response).GetProperty("access_key").GetString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public void Other_methods_get_405_with_Allow(string method)
    {
        Response response = new Api().Send(method, "/hmsapi/acme.app.100ms.live/api/token", []);
        Assert.Equal(405, response.Status);
        Assert.Equal("POST, OPTIONS", response.Headers["Allow"]);
    }

    [Fact]
    public void User_id_round_trips_unchanged() => Gen.String[Gen.Char, 1, 80]
        .Where(user => user.EnumerateRunes().All(rune => rune != new Rune(0xFFFD) && !Rune.IsControl(rune)))
        .Where(user => Encoding.UTF8.GetByteCount(user) is > 0 and <= 256)
        .Sample(user =>
        {
            Response response = new Api().Hms100(WithUser(user));
            string token = response.Body.GetProperty("token").GetString()!;
            return token.Split('.')[1].All(char.IsAsciiLetterOrDigit)
                && Claims(response).GetProperty("user_id").GetString() == user;
        });

    [RequiresFact(Needs.SharedCases)]
    public void Malformed_inputs_of_shared_cases_get_the_expected_status()
    {
        Api api = new();
        foreach (ApiInput input in ApiInput.ReadAll())
        {
            Response response = api.Send("POST", "/hmsapi/acme.app.100ms.live/api/token", input.Body);
            Assert.True(input.Statuses.Contains(response.Status), $"{input.Name}: {response.Status}");
            if (response.Status != 200)
                AssertEnvelope(response.Status, response);
        }
    }

    [RequiresFact(Needs.SharedCases)]
    public void Published_JSON_documents_get_the_expected_verdict_as_bodies()
    {
        Api api = new();
        Assert.Empty(JsonBody.ReadAll().Select(body =>
        {
            Response response = api.Send("POST", "/hmsapi/acme.app.100ms.live/api/token", body.Bytes);
            return body.Complaint(response.Status, response.BodyText);
        }).OfType<string>());
    }

    private static string WithUser(string user) =>
        $$"""{"room_id":"r1","role":"host","user_id":{{JsonSerializer.Serialize(user)}}}""";

    private static JsonElement Claims(Response response) =>
        Jwt.SignedClaims(response.Body.GetProperty("token").GetString()!, Api.SecretOf("acme"));

    private static void AssertEnvelope(int status, Response response)
    {
        Assert.Equal(status, response.Status);
        Assert.False(response.Body.GetProperty("success").GetBoolean());
        Assert.Equal(status, response.Body.GetProperty("status").GetInt32());
        Assert.Equal(status, response.Body.GetProperty("code").GetInt32());
        Assert.Equal("2.0.192", response.Body.GetProperty("api_version").GetString());
        string message = response.Body.GetProperty("message").GetString()!;
        Assert.NotEqual("", message);
        Assert.Equal(message, response.Body.GetProperty("msg").GetString());
    }
}
