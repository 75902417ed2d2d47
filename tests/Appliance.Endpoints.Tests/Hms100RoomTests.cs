using System.Text;
using System.Text.Json;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>Create, read, update, delete and list 100ms rooms with a management token.</summary>
public sealed class Hms100RoomTests
{
    /// <summary>2030-06-01 12:00 UTC.</summary>
    private const long Noon = 1_906_545_600;

    private readonly Api _api = new() { NowSeconds = Noon };

    [Fact]
    public void Created_room_is_returned_and_issues_tokens()
    {
        Response created = Send("POST", "", """
            {"name":"Stand-Up:1","description":"Über","template_id":"meeting","region":"eu","size":20,
             "max_duration_seconds":120,"recording_info":{"enabled":true,"upload_info":{"type":"s3"}}}
            """);
        Assert.Equal((200, "no-store"), (created.Status, created.Headers["Cache-Control"]));
        JsonElement room = created.Body;
        string id = Text(room, "id");
        Assert.Matches("^[0-9a-f]{24}$", id);
        Assert.Equal("Stand-Up:1", Text(room, "name"));
        Assert.Equal("Über", Text(room, "description"));
        Assert.Equal("meeting", Text(room, "template_id"));
        Assert.Equal("eu", Text(room, "region"));
        Assert.True(room.GetProperty("enabled").GetBoolean());
        Assert.Equal(20, room.GetProperty("size").GetInt32());
        Assert.Equal("s3", Text(room.GetProperty("recording_info").GetProperty("upload_info"), "type"));
        Assert.Equal("2030-06-01T12:00:00.000Z", Text(room, "created_at"));
        Assert.Equal("2030-06-01T12:00:00.000Z", Text(room, "updated_at"));
        Assert.Equal(created.BodyText, Send("GET", "/" + id).BodyText);
        Assert.Equal(200, TokenFor(id, "guest").Status);
    }

    [Fact]
    public void Room_created_from_an_empty_body_has_defaults()
    {
        JsonElement room = Send("POST", "", "{}").Body;
        Assert.Equal(Text(room, "id"), Text(room, "name"));
        Assert.Equal("meeting", Text(room, "template_id"));
        Assert.Equal(("", "auto"), (Text(room, "description"), Text(room, "region")));
        Assert.False(room.GetProperty("recording_info").GetProperty("enabled").GetBoolean());
        Assert.True(room.GetProperty("recording_source_template").GetBoolean());
        string stage = Id(Send("POST", "", """{"template_id":"stage"}"""));
        Assert.Equal(403, TokenFor(stage, "guest").Status);
        Assert.Equal(200, TokenFor(stage, "host").Status);
    }

    [Fact]
    public void Room_name_is_unique_and_creating_it_again_updates_the_room()
    {
        string id = Id(Send("POST", "", """{"name":"Daily","description":"one","size":5}"""));
        _api.NowSeconds += 5;
        Response again = Send("POST", "", """{"name":"dAILY","template_id":"stage","description":"two"}""");
        Assert.Equal((200, id), (again.Status, Id(again)));
        Assert.Equal("two", Text(again.Body, "description"));
        Assert.Equal(5, again.Body.GetProperty("size").GetInt32());
        Assert.Equal("2030-06-01T12:00:00.000Z", Text(again.Body, "created_at"));
        Assert.Equal("2030-06-01T12:00:05.000Z", Text(again.Body, "updated_at"));
        Assert.Equal(403, TokenFor(id, "guest").Status);
        Assert.Single(RunTimeRooms());

        string other = Id(Send("POST", "", """{"name":"other"}"""));
        AssertRejected(409, Send("POST", "/" + other, """{"name":"DAILY"}"""));
        AssertRejected(409, Send("POST", "/" + other, """{"name":"one"}"""));
        Assert.Equal(200, Send("POST", "/" + other, """{"name":"OTHER"}""").Status);
        // A policy room with the name is returned unchanged.
        Assert.Equal("r1", Id(Send("POST", "", """{"name":"ONE"}""")));
        // The old name is free after a rename.
        Assert.Equal(200, Send("POST", "/" + id, """{"name":"weekly"}""").Status);
        Assert.NotEqual(id, Id(Send("POST", "", """{"name":"daily"}""")));
    }

    [Fact]
    public void Deleted_room_is_unknown_and_frees_its_name()
    {
        string id = Id(Send("POST", "", """{"name":"m"}"""));
        Id(Send("POST", "", "{}"));
        string before = Send("GET", "/" + id).BodyText;
        AssertRejected(404, _api.Send("DELETE", "/v2/rooms/" + id, [], Management.Of("public", _api)));
        Response deleted = Send("DELETE", "/" + id);
        Assert.Equal((200, before), (deleted.Status, deleted.BodyText));
        AssertRejected(404, Send("GET", "/" + id));
        AssertRejected(404, Send("DELETE", "/" + id));
        Assert.Equal(404, TokenFor(id, "guest").Status);
        Assert.Single(RunTimeRooms());
        Assert.NotEqual(id, Id(Send("POST", "", """{"name":"m"}""")));
        AssertRejected(403, Send("DELETE", "/r1"));
        Assert.Equal(200, TokenFor("r1", "guest").Status);
    }

    [Fact]
    public void Room_kind_and_single_use_are_immutable()
    {
        string meeting = Id(Send("POST", "", """{"name":"m"}"""));
        string once = Id(Send("POST", "", """{"name":"o","template_id":"once"}"""));
        AssertRejected(400, Send("POST", "/" + meeting, """{"template_id":"once"}"""));
        AssertRejected(400, Send("POST", "/" + once, """{"template_id":"meeting"}"""));
        AssertRejected(400, Send("POST", "", """{"name":"o","template_id":"meeting"}"""));
        Assert.Equal("once", Text(Send("GET", "/" + once).Body, "template_id"));
        Assert.Equal(200, Send("POST", "/" + once, """{"template_id":"once"}""").Status);
    }

    [Fact]
    public void Room_of_a_removed_template_keeps_it_and_rejects_another()
    {
        ManualStorage storage = new();
        Api before = new(rooms: storage) { NowSeconds = Noon };
        before.Begin(Api.Request(
            "POST", "/v2/rooms", """{"name":"n","template_id":"stage"}"""u8.ToArray(), Management.Of("acme", before)));
        StoredRoom created = storage.Writes[0].Room;
        StoredRoom renamed = PreloadedRoomStore.WithTypeRenamed("gone", created, "stage");
        Api api = new(rooms: new PreloadedRoomStore(renamed) { Outcome = StorageOutcome.Done }) { NowSeconds = Noon };
        string bearer = Management.Of("acme", api);
        foreach (string enabled in new[] { "false", "true" })
        {
            Response response = Post($$"""{"enabled":{{enabled}}}""");
            Assert.Equal((200, "gone"), (response.Status, Text(response.Body, "template_id")));
            Assert.Equal(404, api.Hms100($$"""{"room_id":"{{created.Id}}","role":"guest"}""").Status);
        }
        AssertRejected(400, Post("""{"template_id":"meeting"}"""));

        Response Post(string body) => api.Send("POST", "/v2/rooms/" + created.Id, Encoding.UTF8.GetBytes(body), bearer);
    }

    [Fact]
    public void Concurrent_creation_with_one_name_makes_one_room()
    {
        const int Rooms = 300;
        Api[] apis = [_api, new(directory: _api.Directory) { NowSeconds = Noon }];
        string[][] created = [new string[Rooms], new string[Rooms]];
        Parallel.For(0, apis.Length, thread =>
        {
            string bearer = Management.Of("acme", apis[thread]);
            for (int room = 0; room < Rooms; room++)
            {
                byte[] body = Encoding.UTF8.GetBytes($$"""{"name":"room-{{room}}"}""");
                created[thread][room] = Id(apis[thread].Send("POST", "/v2/rooms", body, bearer));
            }
        });
        Assert.Equal(created[0], created[1]);
        Assert.Equal(Rooms, created[0].Distinct().Count());
        Assert.Equal(Rooms, Pages("limit=100").Count(id => id.Length == 24));
    }

    [Fact]
    public void Disabled_room_issues_no_tokens_on_any_thread_until_enabled()
    {
        Api other = new(directory: _api.Directory) { NowSeconds = Noon };
        foreach (string id in new[] { Id(Send("POST", "", "{}")), "r1" })
        {
            Response disabled = Send("POST", "/" + id, """{"enabled":false}""");
            Assert.Equal(200, disabled.Status);
            Assert.False(disabled.Body.GetProperty("enabled").GetBoolean());
            Assert.Equal(disabled.BodyText, Send("GET", "/" + id).BodyText);
            Assert.Equal(403, TokenFor(id, "guest").Status);
            Assert.Equal(403, other.Hms100($$"""{"room_id":"{{id}}","role":"guest"}""").Status);
            Assert.Equal(200, Send("POST", "/" + id, """{"enabled":true}""").Status);
            Assert.Equal(200, TokenFor(id, "guest").Status);
            Assert.Equal(200, other.Hms100($$"""{"room_id":"{{id}}","role":"guest"}""").Status);
        }
    }

    [Fact]
    public void Policy_room_can_only_be_disabled_and_enabled()
    {
        JsonElement room = Send("GET", "/r2").Body;
        Assert.Equal(("r2", "two", "stage"), (Text(room, "id"), Text(room, "name"), Text(room, "template_id")));
        AssertRejected(403, Send("POST", "/r2", """{"name":"x"}"""));
        AssertRejected(403, Send("POST", "/r2", """{"enabled":true,"description":"x"}"""));
        AssertRejected(403, Send("POST", "/r2", "{}"));
        Assert.Equal(room.GetRawText(), Send("GET", "/r2").BodyText);
        Assert.Equal("lesson", Text(Send("GET", "/lesson").Body, "name"));
        Send("POST", "/r2", """{"enabled":false}""");
        Assert.Empty(RunTimeRooms());
        Assert.Equal(["r2"], Pages("enabled=false"));
        // A policy room is also found by name, and creating it again applies only enabled.
        Assert.True(Send("POST", "", """{"name":"TWO","enabled":"true"}""").Body.GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public void Pagination_lists_every_matching_room_once()
    {
        List<string> created = [];
        for (int room = 0; room < 25; room++)
            created.Add(Id(Send("POST", "", $$"""{"name":"room-{{room}}"}""")));
        created.Sort(string.CompareOrdinal);
        string[] all = ["r1", "r2", "lesson", .. created];
        Assert.Equal(all, Pages("limit=10"));
        Assert.Equal(all, Pages("limit=100"));
        Assert.Equal(all, Pages("limit=&name=&enabled=&template_id=&before=&after=&unknown=1"));
        Assert.Equal(10, Send("GET", "").Body.GetProperty("limit").GetInt32());
        Assert.Equal(10, Count(Send("GET", "")));
        Send("POST", "/" + created[3], """{"enabled":false}""");
        Assert.Equal([created[3]], Pages("limit=10&enabled=false"));
        Assert.Equal(all.Where(id => id != created[3]), Pages("enabled=true"));
        Assert.Equal(["r2"], Pages("template_id=stage"));
        Assert.Empty(Pages("template_id=none"));
        Assert.Equal(created, Pages("after=2030-06-01T11:59:59.9999999Z"));
        Assert.Equal(created, Pages("after=2030-06-01T13:59:59.99%2B02:00&before=2030-06-01T14:00:00.001+02:00"));
        Assert.Equal(["r1", "r2", "lesson"], Pages("before=2030-06-01T12:00:00Z"));
        Assert.Equal(["r1"], Pages("name=oNE"));
        Assert.Single(Pages("name=ROOM%2d7"));
        Assert.Empty(Pages("name=room"));
        foreach (string query in new[]
            { "limit=9", "limit=101", "enabled=yes", "start=x", "start=0-x", "start=0-01", "start=0--1", "start=0-",
                "start=5-", "limit=%2B50", "after=x", "before=2030-06-01", "name=a&name=b" })
            AssertRejected(400, Send("GET", "?" + query));
    }

    [Fact]
    public void Pagination_loses_no_room_at_any_limit()
    {
        HashSet<string> created = ["r1", "r2", "lesson"];
        for (int room = 0; room < 31; room++)
            created.Add(Id(Send("POST", "", "{}")));
        foreach (int limit in new[] { 10, 11, 33, 34, 35, 100 })
            Assert.Equal(created, Pages($"limit={limit}").ToHashSet());
    }

    [Fact]
    public void Members_of_maximum_length_survive_an_update()
    {
        // Each '~' is stored as a six-byte escape.
        string text = new('~', 1000);
        string body = $$$"""
            {"recording_info":{"a":"{{{text}}}"},"webhook":{"a":"{{{text}}}"},"description":"{{{text[..256]}}}"}
            """;
        string id = Id(Send("POST", "", body));
        Assert.Equal(text, Text(Send("GET", "/" + id).Body.GetProperty("webhook"), "a"));
        Assert.Equal(200, Send("POST", "/" + id, """{"size":1}""").Status);
        Assert.Equal(text, Text(Send("GET", "/" + id).Body.GetProperty("webhook"), "a"));
    }

    [Fact]
    public void Room_requests_require_a_management_token_and_are_rate_limited()
    {
        string id = Id(Send("POST", "", "{}"));
        Response wrong = _api.Send("GET", "/v2/rooms/" + id, [], Management.Of("acme", _api) + "x");
        AssertRejected(401, wrong);
        Assert.Contains("Bearer", wrong.Headers["WWW-Authenticate"]);
        AssertRejected(404, _api.Send("GET", "/v2/rooms/" + id, [], Management.Of("public", _api)));
        AssertRejected(404, _api.Send("POST", "/v2/rooms/" + id, "{}"u8.ToArray(), Management.Of("public", _api)));
        AssertRejected(404, Send("POST", "/nowhere", "{}"));
        foreach (string method in new[] { "PUT", "OPTIONS", "PATCH" })
        {
            Response response = Send(method, "/" + id, "{}");
            AssertRejected(405, response);
            Assert.Equal("GET, HEAD, POST, DELETE", response.Headers["Allow"]);
        }
        Response deleteAll = Send("DELETE", "");
        AssertRejected(405, deleteAll);
        Assert.Equal("GET, HEAD, POST", deleteAll.Headers["Allow"]);
        string busy = Management.Of("busy", _api);
        for (int request = 0; request < 3; request++)
            Assert.Equal(200, _api.Send("GET", "/v2/rooms", [], busy).Status);
        Response rejected = _api.Send("GET", "/v2/rooms", [], busy);
        AssertRejected(429, rejected);
        Assert.True(rejected.Headers.ContainsKey("Retry-After"));
        for (int request = 0; request < 50; request++)
            _api.Send("GET", "/v2/rooms", [], "Authorization: Bearer x.y.z");
        AssertRejected(429, _api.Send("GET", "/v2/rooms", [], "Authorization: Bearer x.y.z"));
    }

    [Fact]
    public void Room_limit_of_the_policy_is_enforced()
    {
        Api api = new(new PolicySubset("users")) { NowSeconds = Noon };
        string users = Management.Of("users", api);
        for (int room = 0; room < PolicyModel.AppLimits.RoomsDefault; room++)
            Assert.Equal(200, api.Send("POST", "/v2/rooms", "{}"u8.ToArray(), users).Status);
        AssertRejected(403, api.Send("POST", "/v2/rooms", "{}"u8.ToArray(), users));
        // Policy rooms do not count against the limit.
        Assert.Equal(200, api.Send("POST", "/v2/rooms/r1", """{"enabled":false}"""u8.ToArray(), users).Status);
    }

    [Fact]
    public void Deferred_response_awaits_storage_and_a_failed_write_changes_nothing()
    {
        ManualStorage storage = new();
        Api api = new(rooms: storage) { NowSeconds = Noon };
        string bearer = Management.Of("acme", api);
        string id = Id(SendDeferred("", """{"name":"n"}""", StorageOutcome.Done));
        string before = api.Send("GET", "/v2/rooms/" + id, [], bearer).BodyText;
        // Rejected means that another appliance sharing the storage has used the name.
        foreach ((StorageOutcome outcome, int status) in new[]
            { (StorageOutcome.Unavailable, 503), (StorageOutcome.NameTaken, 409) })
        {
            foreach ((string path, string body) in new[]
                { ("", """{"name":"m"}"""), ("", """{"name":"n","size":1}"""), ("/" + id, """{"enabled":false}""") })
            {
                Response response = SendDeferred(path, body, outcome);
                AssertRejected(status, response);
                Assert.Equal(status == 503 ? "1" : null, response.Headers.GetValueOrDefault("Retry-After"));
            }
            Assert.Equal(status, SendDeferred("/r1", """{"enabled":false}""", outcome).Status);
            Assert.Equal(before, api.Send("GET", "/v2/rooms/" + id, [], bearer).BodyText);
            Assert.Equal(4, Count(api.Send("GET", "/v2/rooms", [], bearer)));
            Assert.Equal(200, api.Hms100("""{"room_id":"r1","role":"guest"}""").Status);
        }

        Response SendDeferred(string path, string body, StorageOutcome outcome)
        {
            int wakes = api.Wakes;
            api.Begin(Api.Request("POST", "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), bearer));
            Assert.Null(api.Resume());
            storage.Writes[^1].Complete(outcome);
            Assert.Equal(wakes + 1, api.Wakes);
            return api.Resume()!;
        }
    }

    /// <summary>The ids on all pages of a query.</summary>
    private List<string> Pages(string query)
    {
        List<string> ids = [];
        string last = "";
        do
        {
            JsonElement page = Send("GET", $"?{query}&start={last}").Body;
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(room => Text(room, "id")));
            last = Text(page, "last");
        }
        while (last != "");
        return ids;
    }

    private Response TokenFor(string room, string role) =>
        _api.Hms100($$"""{"room_id":"{{room}}","role":"{{role}}"}""");

    private Response Send(string method, string path, string body = "") => _api.Send(
        method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), Management.Of("acme", _api));

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static string Id(Response response)
    {
        Assert.True(response.Status == 200, response.BodyText);
        return Text(response.Body, "id");
    }

    /// <summary>The ids of the run-time rooms on all pages.</summary>
    private IEnumerable<string> RunTimeRooms() => Pages("limit=100").Where(id => id is not ("r1" or "r2" or "lesson"));

    private static int Count(Response response) => response.Body.GetProperty("data").GetArrayLength();

    private static void AssertRejected(int status, Response response)
    {
        Assert.True(
            status == response.Status && status == response.Body.GetProperty("code").GetInt32(), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("message").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("details")[0].GetString());
    }
}
