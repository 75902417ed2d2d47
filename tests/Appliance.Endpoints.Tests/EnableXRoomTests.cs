using System.Text;
using System.Text.Json;
using Appliance.PolicyModel;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Create, read, update, delete and list EnableX rooms with the app's key.</summary>
public sealed class EnableXRoomTests
{
    private const string Plain = """{"name":"Talk","owner_ref":"dr-1"}""";
    private const string Ann = """{"name":"Ann","role":"participant","user_ref":"u-1"}""";
    private const string Chair = """{"name":"Ann","role":"moderator","user_ref":"u-1"}""";
    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    /// <summary>Policy rooms of the app, which every list includes.</summary>
    private const int PolicyRooms = 3;

    private readonly Api _api = new() { NowSeconds = Noon };

    [Fact]
    public void Created_room_is_returned_and_issues_tokens()
    {
        Response created = Send("POST", "", """
            {"name":"Visite é","owner_ref":"dr-1","settings":{"moderators":"2","participants":"5",
             "quality":"HD","auto_recording":"false","max_active_talkers":4,"knock":true,"billing_code":"",
             "live_recording":{"url":"x"}},
             "sip":{"enabled":false},"data":{"key":[1,{"a":null}]}}
            """);
        Assert.Equal((200, 0, "no-store"), (created.Status, Result(created), created.Headers["Cache-Control"]));
        JsonElement room = created.Body.GetProperty("room");
        string id = room.GetProperty("room_id").GetString()!;
        Assert.Matches("^[0-9a-f]{24}$", id);
        Assert.Equal("2030-06-01T12:00:00.000Z", room.GetProperty("created").GetString());
        Assert.Equal("Visite é", room.GetProperty("name").GetString());
        JsonElement settings = room.GetProperty("settings");
        Assert.Equal("2", settings.GetProperty("moderators").GetString());
        Assert.Equal("5", settings.GetProperty("participants").GetString());
        Assert.Equal("HD", settings.GetProperty("quality").GetString());
        Assert.Equal("group", settings.GetProperty("mode").GetString());
        Assert.Equal("false", settings.GetProperty("auto_recording").GetString());
        Assert.False(settings.GetProperty("scheduled").GetBoolean());
        Assert.True(settings.GetProperty("knock").GetBoolean());
        Assert.Equal("""{"url":"x"}""", settings.GetProperty("live_recording").GetRawText());
        Assert.Equal("""{"enabled":false}""", room.GetProperty("sip").GetRawText());
        Assert.Equal("""{"key":[1,{"a":null}]}""", room.GetProperty("data").GetRawText());
        Assert.Equal(room.GetRawText(), Send("GET", "/" + id).Body.GetProperty("room").GetRawText());
        Assert.Equal(200, _api.EnableX(id, Ann).Status);
        Response underVideo = _api.Send("GET", "/video/v2/rooms/" + id, [], Clinic);
        Assert.Equal(room.GetRawText(), underVideo.Body.GetProperty("room").GetRawText());
    }

    [Fact]
    public void Kind_and_recording_select_the_room_type()
    {
        string recorded = CreateRoom("""{"name":"n","owner_ref":"o","settings":{"auto_recording":true}}""");
        Assert.Equal(403, _api.EnableX(recorded, Ann).Status);
        Assert.Equal(200, _api.EnableX(recorded, Chair).Status);
        Assert.Equal(200, _api.EnableX(CreateRoom(Plain), Ann).Status);
        // No room type of this kind is recorded, so the first type of the kind is selected.
        string adHoc = CreateRoom("""{"name":"n","owner_ref":"o","settings":{"adhoc":"true","auto_recording":true}}""");
        string token = _api.EnableX(adHoc, Ann).Body.GetProperty("token").GetString()!;
        Assert.Equal(200, _api.Send("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Clinic).Status);
        Assert.Equal(0, Result(_api.EnableX(adHoc, Ann)));
        _api.NowSeconds += RoomType.SessionSecondsDefault;
        Assert.Equal(10111, Result(_api.EnableX(adHoc, Ann)));
    }

    [Fact]
    public void Scheduled_room_issues_tokens_from_15_minutes_before_start_until_its_end()
    {
        string id = CreateRoom("""
            {"name":"n","owner_ref":"o",
             "settings":{"scheduled":true,"scheduled_time":"2030-06-01 13:00:00","duration":"90"}}
            """);
        foreach ((int minutes, int result) in new[] { (44, 10113), (45, 0), (60, 0), (149, 0), (150, 10111) })
        {
            _api.NowSeconds = Noon + minutes * 60;
            Assert.Equal(result, Result(_api.EnableX(id, Ann)));
        }
    }

    [Fact]
    public void Update_changes_only_the_members_sent()
    {
        string id = CreateRoom("""
            {"name":"n","owner_ref":"o","data":{"a":"~~~~~~~~~~"},
             "settings":{"scheduled":true,"scheduled_time":"2030-06-01 13:00:00","duration":30,"quality":"HD"}}
            """);
        _api.NowSeconds += 60;
        Response updated = Send("PATCH", "/" + id, """
            {"name":"m","settings":{"scheduled":"true","scheduled_time":"2030-06-01 12:10:00","moderators":3}}
            """);
        Assert.Equal((200, 0), (updated.Status, Result(updated)));
        JsonElement room = Send("GET", "/" + id).Body.GetProperty("room");
        Assert.Equal(room.GetRawText(), updated.Body.GetProperty("room").GetRawText());
        Assert.Equal(("m", "o"), (room.GetProperty("name").GetString(), room.GetProperty("owner_ref").GetString()));
        Assert.Equal("~~~~~~~~~~", room.GetProperty("data").GetProperty("a").GetString());
        Assert.Equal("HD", room.GetProperty("settings").GetProperty("quality").GetString());
        Assert.Equal(3, room.GetProperty("settings").GetProperty("moderators").GetInt32());
        Assert.Equal("2030-06-01T12:00:00.000Z", room.GetProperty("created").GetString());
        Assert.Equal(200, _api.EnableX(id, Ann).Status);
        // A room cannot be updated during its meeting.
        _api.NowSeconds = Noon + 600;
        AssertRejected(409, 10030, Send("PUT", "/" + id, """{"name":"x"}"""));
    }

    [Fact]
    public void Data_of_maximum_length_survives_an_update()
    {
        // Each '~' is stored as a six-byte escape.
        string data = new('~', 1000);
        string id =
            CreateRoom($$$"""{"name":"n","owner_ref":"o","data":{"a":"{{{data}}}"},"sip":{"a":"{{{data}}}"}}""");
        Assert.Equal(200, Send("PUT", "/" + id, """{"name":"m"}""").Status);
        JsonElement room = Send("GET", "/" + id).Body.GetProperty("room");
        Assert.Equal(data, room.GetProperty("data").GetProperty("a").GetString());
        string more = $$$"""{"live_recording":{"a":"{{{data}}}"},"role_based_recording":{"a":"{{{data}}}"}}""";
        AssertRejected(400, 40000, Send("PUT", "/" + id, $$"""{"settings":{{more}}}"""));
    }

    [Fact]
    public void Deleted_room_is_unknown_on_every_thread()
    {
        string id = CreateRoom(Plain);
        Api other = new(directory: _api.Directory) { NowSeconds = Noon };
        Assert.Equal(200, other.EnableX(id, Ann).Status);
        Assert.Equal(0, Result(Send("DELETE", "/" + id)));
        AssertRejected(404, 40001, Send("GET", "/" + id));
        AssertRejected(404, 40001, Send("DELETE", "/" + id));
        AssertRejected(404, 40001, Send("PUT", "/" + id, Plain));
        Assert.Equal(404, other.EnableX(id, Ann).Status);
    }

    [Fact]
    public void Policy_room_is_readable_and_immutable()
    {
        JsonElement talk = Send("GET", "/talk").Body.GetProperty("room");
        Assert.Equal("talk", talk.GetProperty("room_id").GetString());
        Assert.True(talk.GetProperty("settings").GetProperty("scheduled").GetBoolean());
        Assert.Equal("2030-06-01 12:00:00", talk.GetProperty("settings").GetProperty("scheduled_time").GetString());
        Assert.Equal(60, talk.GetProperty("settings").GetProperty("duration").GetInt32());
        JsonElement visit = Send("GET", "/visit").Body.GetProperty("room");
        Assert.Equal("visit", visit.GetProperty("name").GetString());
        Assert.True(visit.GetProperty("settings").GetProperty("adhoc").GetBoolean());
        AssertRejected(403, 40000, Send("PUT", "/desk", Plain));
        AssertRejected(403, 50004, Send("DELETE", "/desk"));
        // The stored record of a policy room adds no second entry to the list.
        string token = _api.EnableX("visit", Ann).Body.GetProperty("token").GetString()!;
        Assert.Equal(200, _api.Send("POST", "/v1/redeem", Encoding.ASCII.GetBytes("token=" + token), Clinic).Status);
        Assert.Equal(PolicyRooms, Send("GET", "").Body.GetProperty("rooms").GetArrayLength());
    }

    [Fact]
    public void Pagination_lists_every_room_once_in_creation_order()
    {
        List<string> created = [];
        for (int room = 0; room < 7; room++, _api.NowSeconds++)
            created.Add(CreateRoom(Plain));
        foreach (int limit in new[] { 1, 2, 7, 100 })
        {
            List<string> listed = [];
            string last = "";
            do
            {
                Response page = Send("GET", $"?limit={limit}&start={last}");
                JsonElement rooms = page.Body.GetProperty("rooms");
                Assert.InRange(rooms.GetArrayLength(), 0, limit);
                listed.AddRange(rooms.EnumerateArray().Select(room => room.GetProperty("room_id").GetString()!));
                last = page.Body.GetProperty("last").GetString()!;
            }
            while (last != "");
            Assert.Equal(["visit", "desk", "talk", .. created], listed);
        }
        // A cursor stays valid after its room was deleted.
        string cut = Send("GET", "?limit=6").Body.GetProperty("last").GetString()!;
        Send("DELETE", "/" + created[2]);
        Assert.Equal(4, Send("GET", $"?start={cut}").Body.GetProperty("rooms").GetArrayLength());
        foreach (string query in new[] { "limit=0", "limit=101", "limit=x", "start=x", "limit=1&limit=1",
            "limit=%41", "start=9223372036854775807-x" })
            AssertRejected(400, 50002, Send("GET", "?" + query));
        // Unknown and empty parameters are ignored.
        Response all = Send("GET", "?offset=1&name=n&limit=&start=");
        Assert.Equal(PolicyRooms + 6, all.Body.GetProperty("rooms").GetArrayLength());
    }

    [Fact]
    public void Pagination_splits_large_rooms_over_more_pages()
    {
        string text = new('é', 500);
        Api api = new(new PolicySubset("forms")) { NowSeconds = Noon };
        byte[] body = Encoding.UTF8.GetBytes(
            $$$"""{"name":"n","owner_ref":"o","data":{"a":"{{{text}}}"},"sip":{"a":"{{{text}}}"}}""");
        string forms = Api.Basic("5f1d2c3b4a59687786950414", Api.ClinicKey);
        for (int room = 0; room < 200; room++)
            Assert.Equal(200, api.Send("POST", "/v2/rooms", body, forms).Status);
        HashSet<string> ids = [];
        string last = "";
        do
        {
            JsonElement page = api.Send("GET", "/v2/rooms?start=" + last, [], forms).Body;
            foreach (JsonElement room in page.GetProperty("rooms").EnumerateArray())
                Assert.True(ids.Add(room.GetProperty("room_id").GetString()!));
            last = page.GetProperty("last").GetString()!;
        }
        while (last != "");
        Assert.Equal(201, ids.Count);
    }

    [Fact]
    public void Room_limit_is_enforced_and_names_need_not_be_unique()
    {
        string[] ids = [.. Enumerable.Range(0, 20).Select(_ => CreateRoom(Plain))];
        AssertRejected(403, 50001, Send("POST", "", Plain));
        Send("DELETE", "/" + ids[0]);
        CreateRoom(Plain);
        AssertRejected(403, 50001, Send("POST", "", Plain));
    }

    [Theory]
    [InlineData("""{"settings":{"scheduled":true}}""", 400, 10106)]
    [InlineData("""{"settings":{"adhoc":true}}""", 400, 10106)]
    [InlineData("""{"settings":{"mode":"lecture"}}""", 400, 10106)]
    [InlineData("""{"settings":{"adhoc":"1"}}""", 400, 10106)]
    [InlineData("""{"settings":{"mode":"LECTURE"}}""", 400, 10106)]
    [InlineData("{", 400, 40000)]
    [InlineData("", 400, 40000)]
    [InlineData("""{"name":"","settings":{"scheduled":null,"adhoc":"","mode":""}}""", 200, 0)]
    [InlineData("""{"settings":{"scheduled":false,"mode":"Group"}}""", 200, 0)]
    [InlineData("{}", 200, 0)]
    public void Update_cannot_change_the_room_kind(string body, int status, int result)
    {
        string id = CreateRoom(Plain);
        string before = Send("GET", "/" + id).BodyText;
        Response response = Send("PUT", "/" + id, body);
        Assert.Equal((status, result), (response.Status, Result(response)));
        Assert.Equal(before, Send("GET", "/" + id).BodyText);
    }

    [Fact]
    public void Room_kind_without_a_room_type_is_rejected()
    {
        Response response = _api.Send(
            "POST", "/v2/rooms", Encoding.UTF8.GetBytes("""{"name":"a","owner_ref":"b","settings":{"adhoc":true}}"""),
            Api.Basic("5f1d2c3b4a59687786950414", Api.ClinicKey));
        AssertRejected(400, 10018, response);
    }

    [Fact]
    public void Room_of_a_removed_type_rejects_updates_and_can_be_deleted()
    {
        ManualStorage storage = new();
        SendDeferred(new(rooms: storage) { NowSeconds = Noon }, storage, "POST", "", Plain, StorageOutcome.Done, 200);
        StoredRoom created = storage.Writes[0].Room;
        StoredRoom renamed = PreloadedRoomStore.WithTypeRenamed("gone", created, "consultation");
        Api api = new(rooms: new PreloadedRoomStore(renamed) { Outcome = StorageOutcome.Done }) { NowSeconds = Noon };
        AssertRejected(
            400, 10106, api.Send("PUT", "/v2/rooms/" + created.Id, Encoding.UTF8.GetBytes(Plain), Clinic));
        Assert.Equal(200, api.Send("DELETE", "/v2/rooms/" + created.Id, [], Clinic).Status);
    }

    [Fact]
    public void Room_requests_require_the_app_s_key()
    {
        foreach (string path in new[] { "/v2/rooms", "/v2/rooms/desk" })
        {
            Response none = _api.Send("GET", path, []);
            Assert.Equal((401, 40002, 401),
                (none.Status, Result(none), none.Body.GetProperty("code").GetInt32()));
            Assert.Contains("Basic", none.Headers["WWW-Authenticate"]);
            Assert.Contains("Bearer", none.Headers["WWW-Authenticate"]);
            Response wrong = _api.Send("GET", path, [], Api.Basic(Api.ClinicId, "wrong"));
            AssertRejected(401, 40002, wrong);
            Assert.Contains("Basic", wrong.Headers["WWW-Authenticate"]);
        }
        string id = CreateRoom(Plain);
        string forms = Api.Basic("5f1d2c3b4a59687786950414", Api.ClinicKey);
        AssertRejected(404, 40001, _api.Send("GET", "/v2/rooms/" + id, [], forms));
        AssertRejected(404, 40001, _api.Send("DELETE", "/v2/rooms/" + id, [], forms));
        JsonElement theirs = Assert.Single(
            _api.Send("GET", "/v2/rooms", [], forms).Body.GetProperty("rooms").EnumerateArray());
        Assert.NotEqual(id, theirs.GetProperty("room_id").GetString());
    }

    [Fact]
    public void Room_requests_and_wrong_keys_are_rate_limited()
    {
        string ward = Api.Basic("5f1d2c3b4a59687786950415", Api.ClinicKey);
        for (int request = 0; request < 3; request++)
            Assert.Equal(200, _api.Send("GET", "/v2/rooms", [], ward).Status);
        Response rejected = _api.Send("GET", "/v2/rooms", [], ward);
        AssertRejected(429, 10105, rejected);
        Assert.Equal("1", rejected.Headers["Retry-After"]);
        string wrong = Api.Basic(Api.ClinicId, "wrong");
        for (int request = 0; request < 50; request++)
            _api.Send("GET", "/v2/rooms", [], wrong);
        AssertRejected(429, 10105, _api.Send("GET", "/v2/rooms", [], wrong));
    }

    [Theory]
    [InlineData("PUT", "", "GET, HEAD, POST")]
    [InlineData("OPTIONS", "", "GET, HEAD, POST")]
    [InlineData("POST", "/desk", "GET, HEAD, PATCH, PUT, DELETE")]
    [InlineData("OPTIONS", "/desk", "GET, HEAD, PATCH, PUT, DELETE")]
    [InlineData("POST", "/desk/users", "GET, HEAD")]
    public void Other_methods_get_405_with_Allow(string method, string path, string allow)
    {
        Response response = Send(method, path);
        AssertRejected(405, 40000, response);
        Assert.Equal(allow, response.Headers["Allow"]);
    }

    [Fact]
    public void Deferred_response_awaits_storage_and_a_failed_write_changes_nothing()
    {
        ManualStorage storage = new();
        Api api = new(rooms: storage) { NowSeconds = Noon };
        string id = SendDeferred(api, storage, "POST", "", Plain, StorageOutcome.Done, 200)
            .Body.GetProperty("room").GetProperty("room_id").GetString()!;
        string before = api.Send("GET", "/v2/rooms/" + id, [], Clinic).BodyText;
        AssertRejected(503, 50001, SendDeferred(api, storage, "POST", "", Plain, StorageOutcome.Unavailable, 503));
        AssertRejected(503, 10105, SendDeferred(
            api, storage, "PUT", "/" + id, """{"name":"m"}""", StorageOutcome.Unavailable, 503));
        AssertRejected(503, 50004, SendDeferred(api, storage, "DELETE", "/" + id, "", StorageOutcome.Unavailable, 503));
        Assert.Equal(before, api.Send("GET", "/v2/rooms/" + id, [], Clinic).BodyText);
        Assert.Equal(
            PolicyRooms + 1, api.Send("GET", "/v2/rooms", [], Clinic).Body.GetProperty("rooms").GetArrayLength());
        SendDeferred(api, storage, "DELETE", "/" + id, "", StorageOutcome.Done, 200);
        Assert.Equal(404, api.Send("GET", "/v2/rooms/" + id, [], Clinic).Status);
    }

    [Fact]
    public void Rooms_persist_across_a_restart()
    {
        ManualStorage storage = new();
        Api api = new(rooms: storage) { NowSeconds = Noon };
        string settings = """{"scheduled":true,"scheduled_time":"2030-06-01 13:00:00","duration":30,"quality":"HD"}""";
        string body = $$"""{"name":"n","owner_ref":"o","data":{"a":[1]},"settings":{{settings}}}""";
        Response created = SendDeferred(api, storage, "POST", "", body, StorageOutcome.Done, 200);
        Api later = new(rooms: new PreloadedRoomStore(storage.Writes[0].Room)) { NowSeconds = Noon + 45 * 60 };
        string id = created.Body.GetProperty("room").GetProperty("room_id").GetString()!;
        Assert.Equal(created.BodyText, later.Send("GET", "/v2/rooms/" + id, [], Clinic).BodyText);
        Assert.Equal(200, later.EnableX(id, Ann).Status);
    }

    /// <summary>Sends a request with a deferred response and completes its storage write.</summary>
    private static Response SendDeferred(
        Api api, ManualStorage storage, string method, string path, string body, StorageOutcome outcome, int status)
    {
        int wakes = api.Wakes;
        api.Begin(Api.Request(method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), Clinic));
        Assert.Null(api.Resume());
        storage.Writes[^1].Complete(outcome);
        Assert.Equal(wakes + 1, api.Wakes);
        Response response = api.Resume()!;
        Assert.Equal(status, response.Status);
        Assert.Equal(status == 503 ? "1" : null, response.Headers.GetValueOrDefault("Retry-After"));
        return response;
    }

    private string CreateRoom(string body)
    {
        Response response = Send("POST", "", body);
        Assert.True(response.Status == 200, response.BodyText);
        return response.Body.GetProperty("room").GetProperty("room_id").GetString()!;
    }

    private Response Send(string method, string path, string body = "") =>
        _api.Send(method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), Clinic);

    private static int Result(Response response) => response.Body.GetProperty("result").GetInt32();

    private static void AssertRejected(int status, int result, Response response)
    {
        Assert.True((status, result) == (response.Status, Result(response)), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("error").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("desc").GetString());
    }
}
