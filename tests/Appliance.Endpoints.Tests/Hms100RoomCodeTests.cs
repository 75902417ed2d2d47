using System.Text;
using System.Text.Json;
using Appliance.Storage;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>100ms room codes and the tokens issued for them.</summary>
public sealed class Hms100RoomCodeTests
{
    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    private readonly Api _api = new() { NowSeconds = Noon };

    [Theory]
    [InlineData("r1", new[] { "host", "guest" })]
    [InlineData("r2", new[] { "host" })]
    [InlineData(null, new[] { "host", "guest" })]
    public void Room_codes_are_created_for_each_allowed_role(string? room, string[] roles)
    {
        room ??= CreateRoom("{}");
        Response created = Send("POST", $"room/{room}");
        Assert.Equal((200, "no-store"), (created.Status, created.Headers["Cache-Control"]));
        JsonElement[] codes = [.. created.Body.GetProperty("data").EnumerateArray()];
        Assert.Equal(roles, codes.Select(code => Text(code, "role")));
        foreach (JsonElement code in codes)
        {
            Assert.Matches("^[a-z]{3}-[a-z]{4}-[a-z]{3}$", Text(code, "code"));
            Assert.Equal(room, Text(code, "room_id"));
            Assert.True(code.GetProperty("enabled").GetBoolean());
            Assert.Equal("2030-06-01T12:00:00.000Z", Text(code, "created_at"));
            Assert.Equal("2030-06-01T12:00:00.000Z", Text(code, "updated_at"));
            string token = Text(Token(Text(code, "code"), userId: "u").Body, "token");
            JsonElement claims = Jwt.SignedClaims(token, Api.SecretOf("acme"));
            Assert.Equal(room, Text(claims, "room_id"));
            Assert.Equal(Text(code, "role"), Text(claims, "role"));
            Assert.Equal("u", Text(claims, "user_id"));
        }
        Assert.Equal(created.BodyText, Send("GET", $"room/{room}").BodyText);
        Assert.Equal(created.BodyText, Send("POST", $"room/{room}").BodyText);
        JsonElement host = Send("POST", $"room/{room}/role/host").Body;
        Assert.Equal(codes[0].GetRawText(), host.GetRawText());
    }

    [Fact]
    public void Room_code_of_one_role_is_created_separately()
    {
        string room = CreateRoom("{}");
        Assert.Equal("guest", Text(Send("POST", $"room/{room}/role/guest").Body, "role"));
        Assert.Equal(1, Send("GET", $"room/{room}").Body.GetProperty("data").GetArrayLength());
        Assert.Equal(2, Send("POST", $"room/{room}").Body.GetProperty("data").GetArrayLength());
        AssertRejected(404, Send("POST", $"room/{room}/role/emperor"));
        AssertRejected(403, Send("POST", "room/r2/role/guest"));
        AssertRejected(404, Send("POST", "room/nowhere/role/guest"));
        AssertRejected(404, Send("POST", "room/nowhere"));
        AssertRejected(404, Send("GET", "room/nowhere"));
        Assert.Equal(404, Send("POST", "room/r1/role/").Status);
        Assert.Equal(404, Send("POST", "room/r1/role/a/b").Status);
    }

    [Fact]
    public void Disabled_room_code_gets_no_token_until_enabled()
    {
        Api other = new(directory: _api.Directory) { NowSeconds = Noon };
        string code = CodeFor("r1", "guest");
        Assert.Equal(200, Token(code, api: other).Status);
        _api.NowSeconds += 9;
        Response disabled = Send("POST", "code", $$"""{"code":"{{code}}","enabled":false}""");
        Assert.Equal((200, code), (disabled.Status, Text(disabled.Body, "code")));
        Assert.False(disabled.Body.GetProperty("enabled").GetBoolean());
        Assert.Equal("2030-06-01T12:00:09.000Z", Text(disabled.Body, "updated_at"));
        AssertRejected(403, Token(code));
        AssertRejected(403, Token(code, api: other));
        // A repeated creation request does not enable the code.
        Assert.False(Send("POST", "room/r1/role/guest").Body.GetProperty("enabled").GetBoolean());
        Assert.Equal(200, Send("POST", "code", $$"""{"code":"{{code}}","enabled":true}""").Status);
        Assert.Equal(200, Token(code, api: other).Status);
    }

    [Fact]
    public void Room_code_gets_no_token_for_a_disabled_ended_or_unopened_room()
    {
        string room = CreateRoom("{}");
        string code = CodeFor(room, "host");
        _api.Send("POST", "/v2/rooms/" + room, """{"enabled":false}"""u8.ToArray(), Bearer());
        AssertRejected(403, Token(code));
        AssertRejected(403, Send("POST", $"room/{room}"));
        string lesson = CodeFor("lesson", "host");
        foreach ((int minutes, int status) in new[] { (-16, 403), (-15, 200), (59, 200), (60, 403) })
        {
            _api.NowSeconds = Noon + minutes * 60;
            Assert.Equal(status, Token(lesson).Status);
        }
    }

    [Fact]
    public void Room_code_of_another_app_is_unknown()
    {
        string code = CodeFor("r1", "guest");
        byte[] body = Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","enabled":false}""");
        AssertRejected(404, _api.Send("POST", "/v2/room-codes/code", body, Management.Of("public", _api)));
        Assert.Equal(200, Token(code).Status);
        AssertRejected(404, Send("POST", "code", """{"code":"abc-defg-hij","enabled":false}"""));
        AssertRejected(404, Token("abc-defg-hij"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"code":"abc-defg-hij"}""")]
    [InlineData("""{"enabled":true}""")]
    [InlineData("""{"code":1,"enabled":true}""")]
    [InlineData("""{"code":"abc-defg-hij","enabled":1}""")]
    [InlineData("""{"code":"abc-defg-hij","enabled":null}""")]
    [InlineData("""{"code":"abc-defg-hij","enabled":true,"x":1,"x":1}""")]
    [InlineData("""{"code":"abc-defg-hij","enabled":true,"enabled":true}""")]
    public void Malformed_room_code_update_is_rejected(string body) => AssertRejected(400, Send("POST", "code", body));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"code":""}""")]
    [InlineData("""{"code":1}""")]
    [InlineData("""{"code":"abc-defg-hij","code":"abc-defg-hij"}""")]
    [InlineData("""{"code":"abc-defg-hij","user_id":"a","user_id":"a"}""")]
    [InlineData("""{"code":"abc-defg-hij","user_id":1.5}""")]
    [InlineData("""{"code":"abc-defg-hij","x":1,"x":1}""")]
    [InlineData("\"abc-defg-hij\"")]
    [InlineData("""{"code":"abc-defg-hij"}}""")]
    public void Malformed_room_code_token_request_is_rejected(string body) => AssertRejected(
        400, _api.Send("POST", "/v2/token", Encoding.UTF8.GetBytes(body), "Content-Type: text/plain"));

    [Theory]
    [InlineData("""{"code":"CODE","user_id":null}""", null)]
    [InlineData("""{"code":"CODE","user_id":42,"role":"host"}""", "42")]
    [InlineData("code=CODE&user_id=Ann+M", "Ann M")]
    [InlineData("code=CODE&user_id=&role=member", null)]
    public void Room_code_is_accepted_in_JSON_and_form_bodies(string body, string? userId)
    {
        byte[] content = Encoding.UTF8.GetBytes(body.Replace("CODE", CodeFor("r1", "guest")));
        const string Form = "Content-Type: application/x-www-form-urlencoded";
        foreach ((string path, string field) in new[]
            { ("/v2/token", "X-None: 1"), ("/api/v2/token/", "X-None: 1"),
              ("/hmsapi/get-token", "SubDomain: acme"), ("/hmsapi//get-token", "subdomain: ACME.app.100ms.live") })
        {
            Response response = _api.Send("POST", path, content, Form, field);
            Assert.True(response.Status == 200, response.BodyText);
            JsonElement claims = Jwt.SignedClaims(Text(response.Body, "token"), Api.SecretOf("acme"));
            // The role of the code overrides a role in the body.
            Assert.Equal("guest", Text(claims, "role"));
            Assert.Equal(userId, claims.TryGetProperty("user_id", out JsonElement user) ? user.GetString() : null);
        }
    }

    [Fact]
    public void Legacy_token_endpoint_accepts_only_codes_of_the_app_in_its_header()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"code":"{{CodeFor("r1", "guest")}}"}""");
        AssertRejected(404, _api.Send("POST", "/hmsapi/get-token", body, "subdomain: public"));
        AssertRejected(404, _api.Send("POST", "/hmsapi/get-token", body, "subdomain: absent.app.100ms.live"));
        AssertRejected(400, _api.Send("POST", "/hmsapi/get-token", body));
        AssertRejected(400, _api.Send("POST", "/hmsapi/get-token", body, "subdomain: acme", "subdomain: acme"));
        AssertRejected(404, _api.Send("POST", "/hmsapi/get-token", body, "subdomain: "));
        Response given = _api.Send("POST", "/hmsapi/get-token", body, "subdomain: acme");
        Assert.True(given.Body.GetProperty("success").GetBoolean());
        Assert.Equal("no-store", given.Headers["Cache-Control"]);
    }

    [Fact]
    public void Cors_preflight_allows_the_subdomain_header_of_the_legacy_endpoint()
    {
        Response preflight = _api.Send(
            "OPTIONS", "/hmsapi/get-token", [], "Origin: https://app.example", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type,subdomain");
        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        Assert.Contains("subdomain", preflight.Headers["Access-Control-Allow-Headers"].ToLowerInvariant());
    }

    [Fact]
    public void Room_code_list_applies_filters_and_pagination()
    {
        Send("POST", "room/r1", "[]");
        string[] all = Codes("");
        Assert.Equal(2, all.Length);
        Assert.Equal(all, Codes("?role=&enabled=&limit=&start=&unknown=1"));
        Assert.Equal([CodeFor("r1", "guest")], Codes("?role=guest&enabled=true&limit=10"));
        Assert.Empty(Codes("?role=absent"));
        Assert.Empty(Codes("?enabled=false"));
        Response first = Send("GET", "room/r1?limit=1");
        Assert.Equal(all[0], Text(first.Body, "last"));
        Assert.Equal([all[1]], Codes("?start=" + all[0]));
        foreach (string query in new[] { "?limit=0", "?limit=x", "?limit=101", "?enabled=yes", "?role=a&role=b" })
            AssertRejected(400, Send("GET", "room/r1" + query));
        // Creation of codes ignores the body and the query.
        Assert.Equal(200, Send("POST", "room/r1?role=host", """{"enabled":true}""").Status);

        string[] Codes(string query) => [.. Send("GET", "room/r1" + query).Body.GetProperty("data").EnumerateArray()
            .Select(code => Text(code, "code"))];
    }

    [Fact]
    public void Room_code_token_with_required_user_is_rejected_without_user_id()
    {
        string code = CodeFor("r1", "guest", "users");
        AssertRejected(400, Token(code));
        Assert.Equal(200, Token(code, userId: "u").Status);
        AssertRejected(400, Token(code, userId: new string('~', 256)));
    }

    [Fact]
    public void Cors_allows_room_code_tokens_for_listed_origins()
    {
        string code = CodeFor("r1", "guest"), open = CodeFor("r1", "guest", "public");
        const string App = "Origin: https://app.example", Evil = "Origin: https://evil.example";
        Assert.Equal("https://app.example", Token(code, field: App).Headers["Access-Control-Allow-Origin"]);
        Assert.False(Token(code, field: Evil).Headers.ContainsKey("Access-Control-Allow-Origin"));
        Assert.Equal("*", Token(open, field: Evil).Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("*", Token("abc-defg-hij", field: Evil).Headers["Access-Control-Allow-Origin"]);
        // A disabled token endpoint does not disable codes, but CORS denies every web page.
        Response closed = Token(FirstCodeOf("r1", "closed"), field: App);
        Assert.Equal(200, closed.Status);
        Assert.False(closed.Headers.ContainsKey("Access-Control-Allow-Origin"));
        Response preflight = _api.Send("OPTIONS", "/v2/token", [], Evil, "Access-Control-Request-Method: POST");
        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        Response get = _api.Send("GET", "/v2/token", [], App);
        AssertRejected(405, get);
        Assert.Equal("POST, OPTIONS", get.Headers["Allow"]);
    }

    /// <summary>Guesses have a separate limit: see <see cref="RoomCodeGuessTests"/>.</summary>
    [Fact]
    public void Room_code_tokens_count_against_the_app_s_rate_limit()
    {
        string code = CodeFor("r1", "guest", "busy");
        _api.MonotonicMilliseconds += 10_000;
        for (int request = 0; request < 3; request++)
            Assert.Equal(200, Token(code).Status);
        Response rejected = Token(code);
        AssertRejected(429, rejected);
        Assert.True(rejected.Headers.ContainsKey("Retry-After"));
        AssertRejected(404, Token("abc-defg-hij"));
        Assert.Equal(200, Token(CodeFor("r1", "guest")).Status);
    }

    [Fact]
    public void Room_code_requests_require_a_management_token()
    {
        foreach ((string path, string allow) in new[]
        {
            ("room/r1", "GET, HEAD, POST"), ("room/r1/role/host", "POST"), ("code", "POST"),
        })
        {
            Response none = _api.Send("POST", "/v2/room-codes/" + path, "{}"u8.ToArray());
            AssertRejected(401, none);
            Assert.StartsWith("Bearer", none.Headers["WWW-Authenticate"]);
            AssertRejected(401, _api.Send(
                "POST", "/v2/room-codes/" + path, "{}"u8.ToArray(), Api.Basic(Api.ClinicId, Api.ClinicKey)));
            Response put = Send("PUT", path, "{}");
            AssertRejected(405, put);
            Assert.Equal(allow, put.Headers["Allow"]);
        }
    }

    [Fact]
    public void Deferred_response_awaits_storage_and_a_failed_write_changes_nothing()
    {
        ManualStorage storage = new();
        Api api = new(rooms: storage) { NowSeconds = Noon };
        AssertRejected(503, SendDeferred("room/r1", "", StorageOutcome.Unavailable));
        Assert.Equal(0, Codes().GetArrayLength());
        Response created = SendDeferred("room/r1/role/guest", "", StorageOutcome.Done);
        string code = Text(created.Body, "code");
        Response failed = SendDeferred("code", $$"""{"code":"{{code}}","enabled":false}""", StorageOutcome.Unavailable);
        AssertRejected(503, failed);
        Assert.Equal("1", failed.Headers["Retry-After"]);
        Assert.Equal(created.BodyText, Codes()[0].GetRawText());
        Assert.Equal(200, Token(code, api: api).Status);

        Api later = new(rooms: new PreloadedRoomStore(storage.Writes[1].Room)) { NowSeconds = Noon };
        Assert.Equal(200, Token(code, api: later).Status);

        JsonElement Codes() => api.Send(
            "GET", "/v2/room-codes/room/r1", [], Management.Of("acme", api)).Body.GetProperty("data");

        Response SendDeferred(string path, string body, StorageOutcome outcome)
        {
            int wakes = api.Wakes;
            api.Begin(Api.Request(
                "POST", "/v2/room-codes/" + path, Encoding.UTF8.GetBytes(body), Management.Of("acme", api)));
            Assert.Null(api.Resume());
            storage.Writes[^1].Complete(outcome);
            Assert.Equal(wakes + 1, api.Wakes);
            return api.Resume()!;
        }
    }

    [Fact]
    public void Room_codes_of_removed_roles_types_and_rooms_get_no_token()
    {
        Api api = new(rooms: new PreloadedRoomStore(
            Stored("a", """{"type":"meeting","codes":[{"code":"aaa-aaaa-aaa","role":"emperor"}]}"""),
            Stored("b", """{"type":"ballroom","codes":[{"code":"bbb-bbbb-bbb","role":"host"}]}"""),
            Stored("gone", """{"ofPolicy":true,"codes":[{"code":"ccc-cccc-ccc","role":"host"}]}"""),
            Stored("r2", """{"ofPolicy":true,"codes":[{"code":"ddd-dddd-ddd","role":"guest"}]}""")))
        {
            NowSeconds = Noon,
        };
        AssertRejected(404, Token("aaa-aaaa-aaa", api: api));
        AssertRejected(404, Token("bbb-bbbb-bbb", api: api));
        AssertRejected(404, Token("ccc-cccc-ccc", api: api));
        AssertRejected(403, Token("ddd-dddd-ddd", api: api));
        Response room = api.Send("GET", "/v2/rooms/b", [], Management.Of("acme", api));
        Assert.Equal((200, "ballroom"), (room.Status, Text(room.Body, "template_id")));
        AssertRejected(404, api.Send("GET", "/v2/rooms/gone", [], Management.Of("acme", api)));

        static StoredRoom Stored(string id, string document) =>
            new("acme", id, Name: null, Encoding.UTF8.GetBytes(document));
    }

    [Fact]
    public void Token_for_a_room_code_or_run_time_room_allocates_nothing()
    {
        string room = CreateRoom("{}");
        string code = CodeFor(room, "guest");
        Assert.Equal(0, _api.AllocatedBy(Api.Request(
            "POST", "/v2/token", Encoding.UTF8.GetBytes($$"""{"code":"{{code}}","user_id":"é\u0041"}"""))));
        Assert.Equal(0, _api.AllocatedBy(Api.Request(
            "POST", "/v2/token", """{"code":"abc-defg-hij"}"""u8.ToArray())));
        byte[] body = Encoding.UTF8.GetBytes($$"""{"room_id":"{{room}}","role":"guest"}""");
        Assert.Equal(0, _api.AllocatedBy(Api.Request("POST", "/hmsapi/acme.x/api/token", body)));
    }

    private string CodeFor(string room, string role, string app = "acme")
    {
        Response response = _api.Send("POST", $"/v2/room-codes/room/{room}/role/{role}", [], Management.Of(app, _api));
        Assert.True(response.Status == 200, response.BodyText);
        return Text(response.Body, "code");
    }

    private string FirstCodeOf(string room, string app) => Text(
        _api.Send("POST", $"/v2/room-codes/room/{room}", [], Management.Of(app, _api)).Body.GetProperty("data")[0],
        "code");

    private string CreateRoom(string body) =>
        Text(_api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(body), Bearer()).Body, "id");

    private Response Token(string code, string? userId = null, string field = "Accept: */*", Api? api = null) =>
        (api ?? _api).Send(
            "POST", "/v2/token",
            Encoding.UTF8.GetBytes(userId is null
                ? $$"""{"code":"{{code}}"}""" : $$"""{"code":"{{code}}","user_id":"{{userId}}"}"""), field);

    private Response Send(string method, string path, string body = "") =>
        _api.Send(method, "/v2/room-codes/" + path, Encoding.UTF8.GetBytes(body), Bearer());

    private string Bearer() => Management.Of("acme", _api);

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static void AssertRejected(int status, Response response)
    {
        Assert.True(
            status == response.Status && status == response.Body.GetProperty("code").GetInt32(), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("message").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("details")[0].GetString());
    }
}
