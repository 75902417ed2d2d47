using System.Text;
using System.Text.Json;
using Appliance.Storage;
using Appliance.Storage.Memory;

namespace Appliance.Endpoints.Tests;

/// <summary>Introspection and redemption, as media servers request them.</summary>
public sealed class RedemptionTests
{
    private const string Claims = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";

    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly Api _api = new();

    [Fact]
    public void Single_use_token_is_redeemed_once_and_a_replay_gets_409()
    {
        string token = TokenFor("desk");
        Response first = Redeem(token);
        Assert.Equal(200, first.Status);
        Assert.Equal("no-store", first.Headers["Cache-Control"]);
        Assert.True(first.Body.GetProperty("single_use").GetBoolean());
        Assert.Equal("desk", first.Body.GetProperty("room_id").GetString());
        Assert.Equal("participant", first.Body.GetProperty("role").GetString());
        Assert.Equal(["publish", "subscribe", "chat"], Strings(first.Body.GetProperty("grants")));
        for (int again = 0; again < 3; again++)
            AssertRejected(409, "already-used", Redeem(token));
        Assert.Equal(200, Redeem(TokenFor("desk")).Status);
    }

    [Fact]
    public void Reusable_token_is_redeemed_any_number_of_times()
    {
        string token = _api.Hms100("""{"room_id":"r1","role":"guest"}""").Body.GetProperty("token").GetString()!;
        for (int time = 0; time < 3; time++)
        {
            Response response = Redeem(token, Management.Of("acme", _api));
            Assert.Equal(200, response.Status);
            Assert.False(response.Body.GetProperty("single_use").GetBoolean());
            Assert.Equal(["subscribe"], Strings(response.Body.GetProperty("grants")));
        }
    }

    [Fact]
    public void Introspection_returns_the_claims_without_redeeming_the_token()
    {
        string token = TokenFor("desk");
        for (int time = 0; time < 3; time++)
        {
            Response response = Introspect(token);
            Assert.Equal(200, response.Status);
            Assert.True(response.Body.GetProperty("active").GetBoolean());
            Assert.Equal("u-1", response.Body.GetProperty("user_ref").GetString());
            Assert.Equal(1, response.Body.EnumerateObject().Count(member => member.Name == "grants"));
        }
        Assert.Equal(200, Redeem(token).Status);
    }

    [Theory]
    [InlineData(899, 200)]
    [InlineData(900 + 59, 200)]
    [InlineData(900 + 60, 410)]
    [InlineData(-60, 200)]
    [InlineData(-61, 403)]
    public void Expiry_and_not_before_allow_the_leeway_of_the_policy(int secondsLater, int status)
    {
        string token = TokenFor("desk");
        _api.NowSeconds += secondsLater;
        Assert.Equal(status == 200, Introspect(token).Body.GetProperty("active").GetBoolean());
        Assert.Equal(status, Redeem(token).Status);
    }

    [Fact]
    public void Altered_token_and_token_of_another_app_are_rejected()
    {
        string token = TokenFor("desk");
        string other = _api.Hms100("""{"room_id":"r1","role":"guest"}""").Body.GetProperty("token").GetString()!;
        foreach (string bad in new[] { other, token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token + "=", "x.y.z", "x" })
        {
            AssertRejected(403, "wrong-app", Redeem(bad));
            Assert.Equal("""{"active":false}""", Introspect(bad).BodyText);
        }
        AssertRejected(403, "wrong-app", Redeem(token, Management.Of("acme", _api)));
        Assert.Equal(200, Redeem(token).Status);
    }

    [Fact]
    public void Redemption_and_introspection_require_a_back_end_credential()
    {
        foreach (string path in new[] { "/v1/redeem", "/v1/introspect" })
        {
            byte[] body = Encoding.ASCII.GetBytes("token=" + TokenFor("desk"));
            Assert.Equal(401, _api.Send("POST", path, body).Status);
            Response wrong = _api.Send("POST", path, body, Api.Basic(Api.ClinicId, "wrong"));
            Assert.Equal(401, wrong.Status);
            Assert.Contains("Basic", wrong.Headers["WWW-Authenticate"]);
            Assert.Contains("Bearer", wrong.Headers["WWW-Authenticate"]);
            Response get = _api.Send("GET", path, [], Clinic);
            Assert.Equal((405, "POST"), (get.Status, get.Headers["Allow"]));
        }
    }

    [Theory]
    [InlineData("token={0}")]
    [InlineData("token_type_hint=access_token&token={0}")]
    [InlineData("token={0}&other=%zz")]
    [InlineData("""{{"token":"{0}"}}""")]
    [InlineData("""  {{"token_type_hint":"x","more":[{{}}],"token":"{0}"}} """)]
    public void Token_is_accepted_in_form_and_JSON_bodies(string body) => Assert.Equal(
        200, _api.Send("POST", "/v1/redeem",
            Encoding.ASCII.GetBytes(string.Format(body, TokenFor("desk").Replace(".", body[0] == 't' ? "%2E" : "."))),
            Clinic).Status);

    [Theory]
    [InlineData("", "missing-token")]
    [InlineData("token=", "missing-token")]
    [InlineData("tokens=x", "missing-token")]
    [InlineData("{}", "missing-token")]
    [InlineData("""{"token":""}""", "missing-token")]
    [InlineData("token=a&token=b", "repeated-token")]
    [InlineData("""{"token":"a","token":"b"}""", "repeated-token")]
    [InlineData("""{"token":"a","\u0074oken":"b"}""", "repeated-token")]
    [InlineData("token=%4", "not-readable")]
    [InlineData("token=%GG", "not-readable")]
    [InlineData("""{"token":1}""", "not-readable")]
    [InlineData("""{"token":"a" """, "not-readable")]
    [InlineData("""{"token":"a"}}""", "not-readable")]
    [InlineData("""{"token":["a"]}""", "not-readable")]
    public void Malformed_redemption_request_gets_400(string body, string reason)
    {
        AssertRejected(400, reason, _api.Send("POST", "/v1/redeem", Encoding.UTF8.GetBytes(body), Clinic));
        AssertRejected(400, reason, _api.Send("POST", "/v1/introspect", Encoding.UTF8.GetBytes(body), Clinic));
    }

    [Theory]
    [InlineData("""{"token":1}""", "token must be a string: send the JWT in quotes.")]
    [InlineData("""{"token":null}""", "token must be a string: send the JWT in quotes.")]
    [InlineData("{}", "token is missing or empty: send the JWT.")]
    [InlineData("""{"token":"a","token":"b"}""", "token is repeated: send it once.")]
    [InlineData("token=%4",
        "The value of token in the form is not percent-encoded: a percent sign needs two hexadecimal digits.")]
    [InlineData("""{"token":"a" """,
        "The body starts with a brace but is not a JSON object in UTF-8, or is nested more than 8 deep.")]
    public void Error_message_names_the_cause(string body, string message)
    {
        foreach (string path in new[] { "/v1/redeem", "/v1/introspect" })
        {
            Response response = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), Clinic);
            Assert.Equal((400, message), (response.Status, response.Body.GetProperty("message").GetString()));
        }
    }

    /// <summary>RFC 7662, section 2.2, requires integers; the token may have fractions and exponents.</summary>
    [Fact]
    public void Introspection_and_redemption_return_whole_seconds()
    {
        long now = _api.NowSeconds;
        string token = Sign($$"""{"nbf":{{now - 1}}.5,"iat" : {{now}}.0,"exp":{{now + 9}}99e-2,"x":1.5}""");
        foreach (Response response in new[] { Introspect(token), Redeem(token) })
        {
            Assert.Equal(200, response.Status);
            Assert.Equal(now, response.Body.GetProperty("nbf").GetInt64());
            Assert.Equal(now, response.Body.GetProperty("iat").GetInt64());
            Assert.Equal(now + 9, response.Body.GetProperty("exp").GetInt64());
            Assert.Equal("1.5", response.Body.GetProperty("x").GetRawText());
        }
    }

    /// <summary>A token dated ahead by up to the leeway (60 s) plus the clock skew (5 s) may have been redeemed by the
    /// previous process, so its iat must not be rounded up.</summary>
    [Theory]
    [InlineData(0, ".999", 409)]
    [InlineData(65, ".999", 409)]
    [InlineData(66, ".0", 200)]
    [InlineData(66, ".001", 200)]
    public void Fractional_iat_is_rounded_down_for_the_replay_check(int seconds, string fraction, int status)
    {
        long createdAt = _api.NowSeconds;
        Api later = new(ledger: new MemoryLedger(createdAt)) { NowSeconds = createdAt + 10 };
        string token = Sign($$"""{"iat":{{createdAt + seconds}}{{fraction}},"exp":{{createdAt + 90}}}""");
        Assert.Equal(status, Redeem(token, api: later).Status);
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""", true)]
    [InlineData("""{ "typ" : "jwt" , "alg" : "HS256", "kid":"1" }""", true)]
    [InlineData("""{"alg":"HS512"}""", false)]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""", false)]
    public void Token_headers_of_JWT_libraries_get_the_expected_verdict(string header, bool isAccepted)
    {
        string token = Sign($$"""{"iat":{{_api.NowSeconds}},"exp":{{_api.NowSeconds + 60}}}""", header);
        Assert.Equal(isAccepted, Introspect(token).Body.GetProperty("active").GetBoolean());
        Assert.Equal(isAccepted ? 200 : 403, Redeem(token).Status);
    }

    [Fact]
    public void New_ledger_rejects_tokens_issued_before_it()
    {
        string token = TokenFor("desk");
        Api later = new(ledger: new MemoryLedger(_api.NowSeconds));
        AssertRejected(409, "issued-before-start", Redeem(token, api: later));
        // It accepts tokens issued by its process, including those of the first second.
        Assert.Equal(200, Redeem(TokenFor("desk", later), api: later).Status);
        Assert.Equal(409, Redeem(token, api: later).Status);
        later.NowSeconds += 1;
        Assert.Equal(200, Redeem(TokenFor("desk", later), api: later).Status);
    }

    [Fact]
    public void Room_change_applies_to_tokens_issued_earlier()
    {
        string acme = Management.Of("acme", _api);
        string id = Post("", "{}").Body.GetProperty("id").GetString()!;
        string token = _api.Hms100($$"""{"room_id":"{{id}}","role":"guest"}""").Body.GetProperty("token").GetString()!;
        Assert.Equal(200, Redeem(token, acme).Status);
        Assert.Equal(200, Post("/" + id, """{"template_id":"stage"}""").Status);
        AssertRejected(403, "role-not-allowed-in-room", Redeem(token, acme));
        Assert.False(Introspect(token, acme).Body.GetProperty("active").GetBoolean());

        Response Post(string path, string body) =>
            _api.Send("POST", "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), acme);
    }

    [Theory]
    [InlineData("2030-06-01 12:30", 60, 0, 403, "room-not-open-yet")]
    [InlineData("2030-06-01 12:15", 60, 0, 200, "")]
    // Within the policy's minute of leeway.
    [InlineData("2030-06-01 12:16", 60, 0, 200, "")]
    [InlineData("2030-06-01 12:02", 5, 7 * 60 + 59, 200, "")]
    [InlineData("2030-06-01 12:02", 5, 8 * 60, 410, "room-over")]
    public void Rescheduled_room_applies_its_new_time_to_earlier_tokens(
        string start, int minutes, int secondsLater, int status, string reason)
    {
        _api.NowSeconds = Noon;
        Response created = Send("POST", "", "2030-06-01 12:10", 60);
        string id = created.Body.GetProperty("room").GetProperty("room_id").GetString()!;
        string token = TokenFor(id);
        Assert.Equal(200, Send("PUT", "/" + id, start, minutes).Status);
        _api.NowSeconds += secondsLater;
        Assert.Equal(status == 200, Introspect(token).Body.GetProperty("active").GetBoolean());
        Response response = Redeem(token);
        Assert.Equal(status, response.Status);
        if (status != 200)
            AssertRejected(status, reason, response);

        Response Send(string method, string path, string time, int duration) => _api.Send(
            method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(
                $$"""
                {"name":"n","owner_ref":"o",
                 "settings":{"scheduled":true,"scheduled_time":"{{time}}:00","duration":{{duration}} } }
                """), Clinic);
    }

    [Fact]
    public void Deferred_response_is_sent_when_the_ledger_completes()
    {
        ManualStorage storage = new();
        Api api = new(ledger: storage, rooms: storage);
        foreach ((StorageOutcome outcome, int status) in new[]
        {
            (StorageOutcome.Done, 200), (StorageOutcome.AlreadyUsed, 409), (StorageOutcome.IssuedInFuture, 403),
            (StorageOutcome.Unavailable, 503),
        })
        {
            int wakes = api.Wakes;
            api.Begin(RequestFor(TokenFor("desk", api)));
            Assert.Null(api.Resume());
            Appliance.Storage.Redemption redemption = Assert.Single(storage.Redemptions);
            storage.Redemptions.Clear();
            Assert.Equal(wakes, api.Wakes);
            redemption.Complete(outcome);
            Assert.Equal(wakes + 1, api.Wakes);
            Response? response = api.Resume();
            Assert.Equal(status, response?.Status);
            Assert.Equal(status == 503 ? "1" : null, response!.Headers.GetValueOrDefault("Retry-After"));
        }
    }

    [Fact]
    public void Closed_connection_gets_no_deferred_response()
    {
        ManualStorage storage = new();
        Api api = new(ledger: storage);
        api.Begin(RequestFor(TokenFor("desk", api)));
        api.Abandon();
        storage.Redemptions[0].Complete(StorageOutcome.Done);
        Assert.Equal(200, api.EnableX("desk", Claims).Status);
    }

    [Theory]
    [InlineData("desk")]
    // During the room's session: only the redemption that starts it allocates.
    [InlineData("visit")]
    public void Memory_ledger_redemption_allocates_nothing(string room)
    {
        byte[] request = RequestFor(TokenFor(room));
        Assert.Equal(0, _api.AllocatedBy(request));
    }

    /// <summary>A token of app clinic for its single-use room, as another library signs it, with the claims of a JSON
    /// object added.</summary>
    private static string Sign(string claims, string header = """{"typ":"JWT","alg":"HS256"}""") => Management.Sign(
        $$"""{"iss":"{{Api.ClinicId}}","room_id":"desk","role":"participant","jti":"one",{{claims[1..]}}""", header,
        Api.SecretOf("clinic"));

    private static byte[] RequestFor(string token) =>
        Api.Request("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Clinic);

    private string TokenFor(string room, Api? api = null) =>
        (api ?? _api).EnableX(room, Claims).Body.GetProperty("token").GetString()!;

    private Response Redeem(string token, string? credential = null, Api? api = null) => (api ?? _api).Send(
        "POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), credential ?? Clinic);

    private Response Introspect(string token, string? credential = null) => _api.Send(
        "POST", "/v1/introspect", Encoding.ASCII.GetBytes($$"""{"token":"{{token}}"}"""), credential ?? Clinic);

    private static void AssertRejected(int status, string reason, Response response)
    {
        Assert.Equal((status, status, reason), (response.Status, response.Body.GetProperty("code").GetInt32(),
            response.Body.GetProperty("reason").GetString()));
        Assert.EndsWith(".", response.Body.GetProperty("message").GetString());
    }

    private static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
