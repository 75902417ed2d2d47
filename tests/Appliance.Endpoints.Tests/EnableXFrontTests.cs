using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The endpoints of EnableX's sample back end, which its mobile and web samples call.</summary>
public sealed class EnableXFrontTests
{
    private const string FrontId = "5f1d2c3b4a59687786950416";
    private const string Noon = "2030-06-01T12:00:00.000Z";

    private readonly Api _api = new() { NowSeconds = 1_906_545_600 };

    [Theory]
    [InlineData("/createRoom")]
    [InlineData("/createRoom/")]
    public void Empty_create_request_makes_an_ad_hoc_room_that_issues_tokens(string path)
    {
        Response created = Send("POST", path, "");
        Assert.Equal((200, 0), (created.Status, Result(created)));
        JsonElement room = created.Body.GetProperty("room");
        string id = room.GetProperty("room_id").GetString()!;
        Assert.Equal("group", room.GetProperty("settings").GetProperty("mode").GetString());
        Assert.True(room.GetProperty("settings").GetProperty("adhoc").GetBoolean());
        Assert.Equal(Noon, room.GetProperty("created").GetString());
        foreach (string read in new[] { "/getRoom/" + id, $"/getRoom/{id}/" })
            Assert.Equal(room.GetRawText(), Send("GET", read, "").Body.GetProperty("room").GetRawText());
        Response given = Send("POST", "/createToken/", Token(id));
        Assert.Equal((200, 0), (given.Status, Result(given)));
        JsonElement claims = Jwt.SignedClaims(
            given.Body.GetProperty("token").GetString()!, Api.SecretOf("front"));
        Assert.Equal(id, claims.GetProperty("room_id").GetString());
    }

    [Fact]
    public void App_without_an_ad_hoc_room_type_creates_permanent_rooms()
    {
        Response created = Send("POST", "/createRoom", "", "5f1d2c3b4a59687786950417");
        Assert.Equal(200, created.Status);
        Assert.False(created.Body.GetProperty("room").GetProperty("settings").GetProperty("adhoc").GetBoolean());
    }

    [Fact]
    public void Room_is_created_with_the_settings_of_the_body()
    {
        Response created = Send("POST", "/createRoom", """{"name":"n","owner_ref":"o","settings":{"quality":"HD"}}""");
        Assert.Equal("HD", created.Body.GetProperty("room").GetProperty("settings").GetProperty("quality").GetString());
        AssertRejected(400, 10002, Send("POST", "/createRoom", """{"owner_ref":"o"}"""));
        foreach (string nothing in new[] { "{}", "[]", " \r\n" })
            Assert.Equal(200, Send("POST", "/createRoom", nothing).Status);
        Assert.Equal(200, Send("HEAD", "/getRoom/desk", "").Status);
        AssertRejected(
            400, 40000, Send("POST", "/createToken", """{"name":"a","role":"participant","user_ref":"u"}"""));
        AssertRejected(400, 40000, Send("POST", "/createToken", Token("desk").Replace("\"desk\"", "1")));
        AssertRejected(400, 10101, Send("POST", "/createToken", """{"roomId":"desk"}"""));
        AssertRejected(404, 40001, Send("POST", "/createToken", Token("nowhere")));
        AssertRejected(404, 40001, Send("GET", "/getRoom/nowhere", ""));
    }

    [Fact]
    public void Ad_hoc_session_ends_after_the_duration_of_its_room_type()
    {
        string id = Send("POST", "/createRoom", "").Body.GetProperty("room").GetProperty("room_id").GetString()!;
        string token = Send("POST", "/createToken", Token(id)).Body.GetProperty("token").GetString()!;
        _api.NowSeconds += 10;
        Response redeemed = _api.Send(
            "POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Api.Basic(FrontId, Api.ClinicKey));
        Assert.True(redeemed.Status == 200, redeemed.BodyText);
        _api.NowSeconds += 299;
        Assert.Equal(200, Send("POST", "/createToken", Token(id)).Status);
        _api.NowSeconds += 1;
        AssertRejected(403, 10111, Send("POST", "/createToken", Token(id)));
    }

    /// <summary>Sample clients never delete rooms, so rooms with an ended session are evicted.</summary>
    [Fact]
    public void Rooms_with_an_ended_session_are_evicted_for_new_rooms()
    {
        List<string> ids = [];
        for (int room = 0; room < PolicyModel.AppLimits.RoomsDefault; room++)
            ids.Add(Send("POST", "/createRoom", "").Body.GetProperty("room").GetProperty("room_id").GetString()!);
        AssertRejected(403, 50001, Send("POST", "/createRoom", ""));
        string token = Send("POST", "/createToken", Token(ids[7])).Body.GetProperty("token").GetString()!;
        _api.Send("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Api.Basic(FrontId, Api.ClinicKey));
        // The session's end plus the default leeway of five seconds.
        _api.NowSeconds += 304;
        AssertRejected(403, 50001, Send("POST", "/createRoom", ""));
        _api.NowSeconds += 1;
        Assert.Equal(200, Send("POST", "/createRoom", "").Status);
        AssertRejected(404, 40001, Send("GET", "/getRoom/" + ids[7], ""));
        Assert.Equal(200, Send("GET", "/getRoom/" + ids[6], "").Status);
        AssertRejected(403, 50001, Send("POST", "/createRoom", ""));
    }

    public static TheoryData<string, string[]> InvalidCredentials => new()
    {
        { "no credentials", [] },
        { "an id without a key", ["x-app-id: " + FrontId] },
        { "a key without an id", ["x-app-key: " + Api.ClinicKey] },
        { "a wrong key", ["x-app-id: " + FrontId, "x-app-key: wrong"] },
        { "an empty key", ["x-app-id: " + FrontId, "x-app-key:"] },
        { "two ids", ["x-app-id: " + FrontId, "x-app-id: " + FrontId, "x-app-key: " + Api.ClinicKey] },
        { "Basic credentials", [Api.Basic(FrontId, Api.ClinicKey)] },
    };

    [Theory]
    [MemberData(nameof(InvalidCredentials))]
    public void Missing_or_wrong_key_gets_401(string what, string[] fields)
    {
        foreach ((string method, string path) in new[]
            { ("POST", "/createRoom"), ("POST", "/createToken"), ("GET", "/getRoom/desk") })
        {
            Response response = _api.Send(method, path, Encoding.UTF8.GetBytes(Token("desk")), fields);
            Assert.True(response.Status == 401, $"{what}: {response.BodyText}");
            Assert.Contains(
                what is "a wrong key" or "an empty key" ? "No app has this id and key." : "x-app-id",
                response.Body.GetProperty("desc").GetString());
        }
    }

    [Fact]
    public void Sample_front_is_disabled_unless_the_policy_enables_it()
    {
        AssertRejected(403, 40002, Send("POST", "/createRoom", "", Api.ClinicId));
        AssertRejected(403, 40002, Send("POST", "/createToken", Token("desk"), Api.ClinicId));
        AssertRejected(403, 40002, Send("GET", "/getRoom/desk", "", Api.ClinicId));
    }

    [Fact]
    public void Wrong_keys_are_rate_limited()
    {
        for (int attempt = 0; attempt < 50; attempt++)
            AssertRejected(401, 40002, Wrong());
        AssertRejected(429, 10105, Wrong());

        Response Wrong() => _api.Send("POST", "/createRoom", [], "x-app-id: " + FrontId, "x-app-key: wrong");
    }

    [Fact]
    public void Cors_allows_pages_of_other_origins()
    {
        Response preflight = _api.Send(
            "OPTIONS", "/createToken", [], "Origin: https://app.example", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type,x-app-id,x-app-key");
        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        string allowed = preflight.Headers["Access-Control-Allow-Headers"].ToLowerInvariant();
        Assert.Contains("x-app-id", allowed);
        Assert.Contains("x-app-key", allowed);
        Assert.Equal("*", Send("POST", "/createToken", Token("desk")).Headers["Access-Control-Allow-Origin"]);
        Response put = Send("PUT", "/createToken", "");
        Assert.Equal((405, "POST, OPTIONS"), (put.Status, put.Headers["Allow"]));
    }

    private static string Token(string roomId) =>
        $$"""{"name":"Ann","role":"participant","user_ref":"2236","roomId":"{{roomId}}"}""";

    private Response Send(string method, string path, string body, string appId = FrontId) => _api.Send(
        method, path, Encoding.UTF8.GetBytes(body), "X-App-Id: " + appId, "x-app-key: " + Api.ClinicKey);

    private static int Result(Response response) => response.Body.GetProperty("result").GetInt32();

    private static void AssertRejected(int status, int result, Response response)
    {
        Assert.True((status, result) == (response.Status, Result(response)), response.BodyText);
        Assert.EndsWith(".", response.Body.GetProperty("desc").GetString());
    }
}
