using System.Text;
using System.Text.Json;
using Appliance.PolicyModel;
using Appliance.Storage;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The single session of an ad-hoc room, from its first redemption to the end of its duration.</summary>
public sealed class SessionTests
{
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const long Day = RoomType.SessionSecondsDefault;

    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly Api _api = new() { NowSeconds = Noon };

    [Theory]
    [InlineData("""{"adhoc":true,"duration":30}""", 30 * 60)]
    [InlineData("""{"adhoc":true,"duration":"30"}""", 30 * 60)]
    [InlineData("""{"adhoc":true,"duration":1}""", 60)]
    // Without a duration, the room type's duration applies.
    [InlineData("""{"adhoc":true,"duration":0}""", Day)]
    [InlineData("""{"adhoc":true,"quality":"HD"}""", Day)]
    public void Tokens_are_issued_until_the_session_ends(string settings, long seconds)
    {
        string room = CreateRoom(settings);
        // Without a redemption the session does not start.
        _api.NowSeconds += 30 * Day;
        Assert.Equal(_api.NowSeconds + 900, ExpiryOf(TokenFor(room)));
        long start = _api.NowSeconds;
        string first = TokenFor(room);
        Assert.Equal(200, Redeem(first).Status);
        AssertRejected(409, "already-used", Redeem(first));
        foreach (long later in new[] { 0, 1, seconds / 2, seconds - 1 })
        {
            _api.NowSeconds = start + later;
            string token = TokenFor(room);
            Assert.Equal(Math.Min(900, seconds - later), ExpiryOf(token) - _api.NowSeconds);
            Assert.Equal(200, Redeem(token).Status);
        }
        foreach (long later in new[] { seconds, seconds + 1, 10 * Day })
        {
            _api.NowSeconds = start + later;
            Response rejected = _api.EnableX(room, Ann);
            Assert.Equal((403, 10111), (rejected.Status, rejected.Body.GetProperty("result").GetInt32()));
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    // Within the policy's minute of leeway.
    [InlineData(60 + 59, true)]
    [InlineData(60 + 60, false)]
    public void Token_issued_before_the_session_is_redeemable_until_its_end(int later, bool isRedeemable)
    {
        string room = CreateRoom("""{"adhoc":true,"duration":1}""");
        string first = TokenFor(room), second = TokenFor(room);
        Assert.Equal(200, Redeem(first).Status);
        _api.NowSeconds += later;
        Assert.Equal(isRedeemable, Introspect(second).GetProperty("active").GetBoolean());
        Response response = Redeem(second);
        if (isRedeemable)
            Assert.Equal(200, response.Status);
        else
            AssertRejected(410, "room-over", response);
    }

    [Fact]
    public void Introspection_starts_no_session()
    {
        string room = CreateRoom("""{"adhoc":true,"duration":1}""");
        Assert.True(Introspect(TokenFor(room)).GetProperty("active").GetBoolean());
        _api.NowSeconds += Day;
        Assert.Equal(200, Redeem(TokenFor(room)).Status);
    }

    [Fact]
    public void Policy_room_has_one_session_of_its_type_s_duration()
    {
        Assert.Equal(200, Redeem(TokenFor("visit")).Status);
        _api.NowSeconds += Day - 10;
        string token = TokenFor("visit");
        Assert.Equal(_api.NowSeconds + 10, ExpiryOf(token));
        Assert.Equal(200, Redeem(token).Status);
        _api.NowSeconds += 10;
        Assert.Equal(10111, _api.EnableX("visit", Ann).Body.GetProperty("result").GetInt32());
        Response batch = _api.Send(
            "POST", "/v1/tokens",
            """[{"room_id":"visit","role":"participant","user_id":"u","user_name":"A"}]"""u8.ToArray(), Clinic);
        Assert.Equal("room-over", batch.Body[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void Hms100_room_and_its_codes_are_valid_for_one_session()
    {
        string popup = Management.Of("popup", _api);
        string code = _api.Send("POST", "/v2/room-codes/room/corner/role/guest", [], popup)
            .Body.GetProperty("code").GetString()!;
        string token = Ask("/hmsapi/popup.app.100ms.live/api/token", """{"room_id":"corner","role":"guest"}""")
            .Body.GetProperty("token").GetString()!;
        Assert.Equal(Noon + 2 * Day, ExpiryOf(token, "popup"));
        Assert.Equal(200, Redeem(token, popup).Status);
        foreach ((string path, string body) in new[]
        {
            ("/hmsapi/popup.app.100ms.live/api/token", """{"room_id":"corner","role":"guest"}"""),
            ("/v2/token", $$"""{"code":"{{code}}"}"""),
        })
        {
            _api.NowSeconds = Noon + Day - 1;
            Assert.Equal(Noon + Day, ExpiryOf(Ask(path, body).Body.GetProperty("token").GetString()!, "popup"));
            _api.NowSeconds = Noon + Day;
            Assert.Equal(403, Ask(path, body).Status);
        }
        // The default leeway of five seconds.
        _api.NowSeconds = Noon + Day + 4;
        Assert.Equal(200, Redeem(token, Management.Of("popup", _api)).Status);
        _api.NowSeconds = Noon + Day + 5;
        AssertRejected(410, "room-over", Redeem(token, Management.Of("popup", _api)));

        Response Ask(string path, string body) => _api.Send("POST", path, Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public void Room_can_be_updated_until_its_session_starts()
    {
        string room = CreateRoom("""{"adhoc":true,"duration":30}""");
        _api.NowSeconds += Day;
        Assert.Equal(200, Update("""{"settings":{"duration":1} }"""));
        Assert.Equal(200, Redeem(TokenFor(room)).Status);
        Assert.Equal(409, Update("""{"settings":{"duration":60} }"""));
        _api.NowSeconds += 60;
        Assert.Equal(409, Update("""{"name":"again"}"""));
        Assert.Equal(403, _api.EnableX(room, Ann).Status);

        int Update(string body)
        {
            Response response = _api.Send("PUT", "/v2/rooms/" + room, Encoding.UTF8.GetBytes(body), Clinic);
            Assert.Equal(response.Status == 200 ? 0 : 10030, response.Body.GetProperty("result").GetInt32());
            return response.Status;
        }
    }

    [Theory]
    [InlineData("visit", """{"ofPolicy":true,"spent":true}""")]
    [InlineData("made", """{"ofPolicy":false,"type":"drop-in","spent":true,"createdAtMs":1}""")]
    [InlineData("made", """{"ofPolicy":false,"type":"drop-in","sessionStartedAt":1900000000,"createdAtMs":1}""")]
    public void Stored_ended_session_stays_ended(string room, string document)
    {
        Api api = new(rooms: StoreWith(room, document))
        {
            NowSeconds = Noon,
        };
        Assert.Equal(10111, api.EnableX(room, Ann).Body.GetProperty("result").GetInt32());
    }

    [Theory]
    // The policy changed the kind of the room, or removed the room.
    [InlineData("desk", 200)]
    [InlineData("gone", 404)]
    public void Stored_session_does_not_end_a_room_that_is_not_ad_hoc(string room, int status)
    {
        Api api = new(rooms: StoreWith(room, """{"ofPolicy":true,"spent":true}"""))
        {
            NowSeconds = Noon,
        };
        Assert.Equal(status, api.EnableX(room, Ann).Status);
    }

    private static PreloadedRoomStore StoreWith(string id, string document) =>
        new(new StoredRoom("clinic", id, null, Encoding.UTF8.GetBytes(document)));

    private string CreateRoom(string settings)
    {
        Response created = _api.Send("POST", "/v2/rooms", Encoding.UTF8.GetBytes(
            $$"""{"name":"n","owner_ref":"o","settings":{{settings}}}"""), Clinic);
        Assert.True(created.Status == 200, created.BodyText);
        return created.Body.GetProperty("room").GetProperty("room_id").GetString()!;
    }

    private string TokenFor(string room)
    {
        Response response = _api.EnableX(room, Ann);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body.GetProperty("token").GetString()!;
    }

    private Response Redeem(string token, string? credential = null) => _api.Send(
        "POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), credential ?? Clinic);

    private JsonElement Introspect(string token) => _api.Send(
        "POST", "/v1/introspect", Encoding.ASCII.GetBytes("token=" + token), Clinic).Body;

    private static long ExpiryOf(string token, string app = "clinic") =>
        Jwt.SignedClaims(token, Api.SecretOf(app)).GetProperty("exp").GetInt64();

    private static void AssertRejected(int status, string reason, Response response) => Assert.Equal(
        (status, reason), (response.Status, response.Body.GetProperty("reason").GetString()));
}
