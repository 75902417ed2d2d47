using System.Text;
using System.Text.Json;
using Appliance.Testing;

namespace Appliance.Endpoints.Tests;

public class Hms100Tests
{
    private const string Body = """{"room_id":"r1","role":"host","user_id":"1234"}""";
    private const long LessonStart = 1_906_545_600;

    [Fact]
    public void It_answers_as_published()
    {
        Answer answer = new Api().Hms100(Body);
        Assert.Equal(200, answer.Status);
        string token = answer.Body.GetProperty("token").GetString()!;
        Assert.Equal(
            $$"""{"token":"{{token}}","msg":"token generated successfully","status":200,"success":true,"""
            + "\"api_version\":\"2.0.192\"}",
            answer.BodyText);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
    }

    [Fact]
    public void The_claims_are_what_was_asked_for()
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
    public void A_caller_without_user_id_gets_a_token_without_it() =>
        Assert.False(Claims(new Api().Hms100("""{"room_id":"r1","role":"guest"}""")).TryGetProperty("user_id", out _));

    [Fact]
    public void Every_token_has_a_jti_of_its_own()
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
    public void Any_content_type_is_read_as_JSON(string header) =>
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
    [InlineData("""{"room_id":"r1","role":"host","user_id":""}""")]
    [InlineData("""{"room_id":"r1","room_id":"r1","role":"host"}""")]
    [InlineData("""{"room_id":"r1","room\u005fid":"r1","role":"host"}""")]
    [InlineData("""{"room_id":"r1","Role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":"host","exp":1}""")]
    [InlineData("""{"room_id":1,"role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":null}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":1234}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":{"a":[]}}""")]
    [InlineData("""{"room_id":"r1 ","role":"host"}""")]
    [InlineData("""{"room_id":"r1\u0000","role":"host"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"a\u0000b"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"a\u0085b"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"\u00a1\u0085"}""")]
    [InlineData("""{"room_id":"r1","role":"host","user_id":"\ud800"}""")]
    public void What_is_wrong_with_the_body_is_a_400_in_the_envelope(string body) =>
        AssertEnvelope(400, new Api().Hms100(body));

    [Fact]
    public void Long_values_are_refused_at_their_bounds()
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
    public void The_policy_decides()
    {
        Api api = new();
        AssertEnvelope(404, api.Hms100("""{"room_id":"nowhere","role":"host"}"""));
        AssertEnvelope(403, api.Hms100("""{"room_id":"r1","role":"nobody"}"""));
        AssertEnvelope(403, api.Hms100("""{"room_id":"r2","role":"guest"}"""));
        Assert.Equal(200, api.Hms100("""{"room_id":"r2","role":"host"}""").Status);
    }

    [Fact]
    public void A_scheduled_room_is_open_from_a_quarter_of_an_hour_before_its_start_to_its_end()
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
    public void An_app_whose_endpoint_is_off_answers_as_published()
    {
        Answer answer = new Api().Send("POST", "/hmsapi/closed.app.100ms.live/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(403, answer.Status);
        Assert.StartsWith(
            "{\"success\":false,\"msg\":\"Generating token using the room_id and role is disabled.\","
            + "\"api_version\":\"2.0.192\"", answer.BodyText);
        Assert.Equal(403, answer.Body.GetProperty("code").GetInt32());
        Assert.Equal(JsonValueKind.String, answer.Body.GetProperty("message").ValueKind);
        Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("/hmsapi/acme.app.100ms.live/api/token", "Host: any", 200)]
    [InlineData("/hmsapi/ACME.example/api/token", "Host: any", 200)]
    [InlineData("/hmsapi/nobody.app.100ms.live/api/token", "Host: acme", 404)]
    [InlineData("/hmsapi/clinic.app.100ms.live/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/acme/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/.acme/api/token", "Host: any", 404)]
    [InlineData("/hmsapi/acme.x/y/api/token", "Host: any", 404)]
    [InlineData("/api/token", "Host: acme.tokens.example:8080", 200)]
    [InlineData("/api/token", "Host: Acme", 200)]
    [InlineData("/api/token", "Host: closed.tokens.example", 403)]
    [InlineData("/api/token", "Host: localhost:8080", 404)]
    [InlineData("/api/token/", "Host: acme", 404)]
    [InlineData("/API/token", "Host: acme", 404)]
    public void The_app_is_named_by_the_path_or_the_host(string path, string host, int status) =>
        Assert.Equal(status, new Api().Send("POST", path, Encoding.UTF8.GetBytes(Body), host).Status);

    [Fact]
    public void The_only_app_whose_endpoint_is_on_needs_no_name()
    {
        Api api = new(new ChosenApps("acme", "clinic", "closed", "live", "kiosk"));
        Answer answer = api.Send("POST", "/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(200, answer.Status);
        Assert.Equal("0123456789abcdef01234567", Claims(answer).GetProperty("access_key").GetString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public void Other_methods_are_told_which_one_works(string method)
    {
        Answer answer = new Api().Send(method, "/hmsapi/acme.app.100ms.live/api/token", []);
        Assert.Equal(405, answer.Status);
        Assert.Equal("POST, OPTIONS", answer.Headers["Allow"]);
    }

    [Fact]
    public void Any_user_id_comes_back_unchanged() => Gen.String[Gen.Char, 1, 80]
        .Where(user => user.EnumerateRunes().All(rune => rune != new Rune(0xFFFD) && !Rune.IsControl(rune)))
        .Where(user => Encoding.UTF8.GetByteCount(user) is > 0 and <= 256)
        .Sample(user =>
        {
            Answer answer = new Api().Hms100(WithUser(user));
            string token = answer.Body.GetProperty("token").GetString()!;
            return token.Split('.')[1].All(char.IsAsciiLetterOrDigit)
                && Claims(answer).GetProperty("user_id").GetString() == user;
        });

    [SharedCasesFact]
    public void Bad_inputs_from_elsewhere_get_what_they_must()
    {
        Api api = new();
        foreach (ApiInput input in ApiInput.ReadAll())
        {
            Answer answer = api.Send("POST", "/hmsapi/acme.app.100ms.live/api/token", input.Body);
            Assert.True(input.Statuses.Contains(answer.Status), $"{input.Name}: {answer.Status}");
            if (answer.Status != 200)
                AssertEnvelope(answer.Status, answer);
        }
    }

    [SharedCasesFact]
    public void Published_documents_get_their_verdict_as_bodies()
    {
        Api api = new();
        Assert.Empty(JsonBody.ReadAll().Select(body =>
        {
            Answer answer = api.Send("POST", "/hmsapi/acme.app.100ms.live/api/token", body.Bytes);
            return body.Complaint(answer.Status, answer.BodyText);
        }).OfType<string>());
    }

    private static string WithUser(string user) =>
        $$"""{"room_id":"r1","role":"host","user_id":{{JsonSerializer.Serialize(user)}}}""";

    private static JsonElement Claims(Answer answer) =>
        Jwt.SignedClaims(answer.Body.GetProperty("token").GetString()!, Api.SecretOf("acme"));

    private static void AssertEnvelope(int status, Answer answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.False(answer.Body.GetProperty("success").GetBoolean());
        Assert.Equal(status, answer.Body.GetProperty("status").GetInt32());
        Assert.Equal(status, answer.Body.GetProperty("code").GetInt32());
        Assert.Equal("2.0.192", answer.Body.GetProperty("api_version").GetString());
        string message = answer.Body.GetProperty("message").GetString()!;
        Assert.NotEqual("", message);
        Assert.Equal(message, answer.Body.GetProperty("msg").GetString());
    }
}
