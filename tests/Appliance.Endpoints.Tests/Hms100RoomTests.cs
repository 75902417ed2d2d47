using System.Text;
using System.Text.Json;
using Appliance.Storage;

namespace Appliance.Endpoints.Tests;

/// <summary>100ms's rooms, as an app's back end makes and keeps them.</summary>
public sealed class Hms100RoomTests
{
    /// <summary>The first of June 2030, 12:00.</summary>
    private const long Noon = 1_906_545_600;

    private readonly Api _api = new() { NowSeconds = Noon };

    [Fact]
    public void A_room_is_made_read_and_entered()
    {
        Response made = Send("POST", "", """
            {"name":"Stand-Up:1","description":"Über","template_id":"meeting","region":"eu","size":20,
             "max_duration_seconds":120,"recording_info":{"enabled":true,"upload_info":{"type":"s3"}}}
            """);
        Assert.Equal((200, "no-store"), (made.Status, made.Headers["Cache-Control"]));
        JsonElement room = made.Body;
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
        Assert.Equal(made.BodyText, Send("GET", "/" + id).BodyText);
        Assert.Equal(200, TokenFor(id, "guest").Status);
    }

    [Fact]
    public void A_room_of_which_nothing_is_said_has_what_is_usual()
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
    public void A_name_is_one_room_s_and_making_it_again_changes_it()
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
        Assert.Single(MadeRooms());

        string other = Id(Send("POST", "", """{"name":"other"}"""));
        AssertRefused(409, Send("POST", "/" + other, """{"name":"DAILY"}"""));
        AssertRefused(409, Send("POST", "/" + other, """{"name":"one"}"""));
        Assert.Equal(200, Send("POST", "/" + other, """{"name":"OTHER"}""").Status);
        // The policy's room of that name is the answer, as it is.
        Assert.Equal("r1", Id(Send("POST", "", """{"name":"ONE"}""")));
        // A name that was given up is free.
        Assert.Equal(200, Send("POST", "/" + id, """{"name":"weekly"}""").Status);
        Assert.NotEqual(id, Id(Send("POST", "", """{"name":"daily"}""")));
    }

    [Fact]
    public void A_room_that_is_deleted_makes_place_for_another()
    {
        string id = Id(Send("POST", "", """{"name":"m"}"""));
        Id(Send("POST", "", "{}"));
        string before = Send("GET", "/" + id).BodyText;
        AssertRefused(404, _api.Send("DELETE", "/v2/rooms/" + id, [], Management.Of("public", _api)));
        Response dropped = Send("DELETE", "/" + id);
        Assert.Equal((200, before), (dropped.Status, dropped.BodyText));
        AssertRefused(404, Send("GET", "/" + id));
        AssertRefused(404, Send("DELETE", "/" + id));
        Assert.Equal(404, TokenFor(id, "guest").Status);
        Assert.Single(MadeRooms());
        Assert.NotEqual(id, Id(Send("POST", "", """{"name":"m"}""")));
        AssertRefused(403, Send("DELETE", "/r1"));
        Assert.Equal(200, TokenFor("r1", "guest").Status);
    }

    [Fact]
    public void A_room_keeps_its_kind_and_how_often_its_tokens_are_good()
    {
        string meeting = Id(Send("POST", "", """{"name":"m"}"""));
        string once = Id(Send("POST", "", """{"name":"o","template_id":"once"}"""));
        AssertRefused(400, Send("POST", "/" + meeting, """{"template_id":"once"}"""));
        AssertRefused(400, Send("POST", "/" + once, """{"template_id":"meeting"}"""));
        AssertRefused(400, Send("POST", "", """{"name":"o","template_id":"meeting"}"""));
        Assert.Equal("once", Text(Send("GET", "/" + once).Body, "template_id"));
        Assert.Equal(200, Send("POST", "/" + once, """{"template_id":"once"}""").Status);
    }

    [Fact]
    public void A_room_whose_template_the_policy_has_no_more_gets_no_other()
    {
        HeldStorage storage = new();
        Api before = new(rooms: storage) { NowSeconds = Noon };
        before.Begin(Api.Request(
            "POST", "/v2/rooms", """{"name":"n","template_id":"stage"}"""u8.ToArray(), Management.Of("acme", before)));
        StoredRoom made = storage.Writes[0].Room;
        StoredRoom renamed = KeptRooms.OfType("gone", made, "stage");
        Api api = new(rooms: new KeptRooms(renamed) { Outcome = StorageOutcome.Done }) { NowSeconds = Noon };
        string bearer = Management.Of("acme", api);
        foreach (string enabled in new[] { "false", "true" })
        {
            Response response = Post($$"""{"enabled":{{enabled}}}""");
            Assert.Equal((200, "gone"), (response.Status, Text(response.Body, "template_id")));
            Assert.Equal(404, api.Hms100($$"""{"room_id":"{{made.Id}}","role":"guest"}""").Status);
        }
        AssertRefused(400, Post("""{"template_id":"meeting"}"""));

        Response Post(string body) => api.Send("POST", "/v2/rooms/" + made.Id, Encoding.UTF8.GetBytes(body), bearer);
    }

    [Fact]
    public void Threads_that_make_a_room_of_one_name_make_one_room()
    {
        const int Rooms = 300;
        Api[] apis = [_api, new(directory: _api.Directory) { NowSeconds = Noon }];
        string[][] made = [new string[Rooms], new string[Rooms]];
        Parallel.For(0, apis.Length, thread =>
        {
            string bearer = Management.Of("acme", apis[thread]);
            for (int room = 0; room < Rooms; room++)
            {
                byte[] body = Encoding.UTF8.GetBytes($$"""{"name":"room-{{room}}"}""");
                made[thread][room] = Id(apis[thread].Send("POST", "/v2/rooms", body, bearer));
            }
        });
        Assert.Equal(made[0], made[1]);
        Assert.Equal(Rooms, made[0].Distinct().Count());
        Assert.Equal(Rooms, Pages("limit=100").Count(id => id.Length == 24));
    }

    [Fact]
    public void A_disabled_room_issues_nothing_on_any_thread_until_it_is_enabled()
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
    public void A_room_of_the_policy_is_only_disabled_and_enabled()
    {
        JsonElement room = Send("GET", "/r2").Body;
        Assert.Equal(("r2", "two", "stage"), (Text(room, "id"), Text(room, "name"), Text(room, "template_id")));
        AssertRefused(403, Send("POST", "/r2", """{"name":"x"}"""));
        AssertRefused(403, Send("POST", "/r2", """{"enabled":true,"description":"x"}"""));
        AssertRefused(403, Send("POST", "/r2", "{}"));
        Assert.Equal(room.GetRawText(), Send("GET", "/r2").BodyText);
        Assert.Equal("lesson", Text(Send("GET", "/lesson").Body, "name"));
        Send("POST", "/r2", """{"enabled":false}""");
        Assert.Empty(MadeRooms());
        Assert.Equal(["r2"], Pages("enabled=false"));
        // A room of the policy is found by its name as well, and made again it is switched.
        Assert.True(Send("POST", "", """{"name":"TWO","enabled":"true"}""").Body.GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public void Pages_have_every_room_once_and_only_those_asked_for()
    {
        List<string> made = [];
        for (int room = 0; room < 25; room++)
            made.Add(Id(Send("POST", "", $$"""{"name":"room-{{room}}"}""")));
        made.Sort(string.CompareOrdinal);
        string[] all = ["r1", "r2", "lesson", .. made];
        Assert.Equal(all, Pages("limit=10"));
        Assert.Equal(all, Pages("limit=100"));
        Assert.Equal(all, Pages("limit=&name=&enabled=&template_id=&before=&after=&unknown=1"));
        Assert.Equal(10, Send("GET", "").Body.GetProperty("limit").GetInt32());
        Assert.Equal(10, Count(Send("GET", "")));
        Send("POST", "/" + made[3], """{"enabled":false}""");
        Assert.Equal([made[3]], Pages("limit=10&enabled=false"));
        Assert.Equal(all.Where(id => id != made[3]), Pages("enabled=true"));
        Assert.Equal(["r2"], Pages("template_id=stage"));
        Assert.Empty(Pages("template_id=none"));
        Assert.Equal(made, Pages("after=2030-06-01T11:59:59.9999999Z"));
        Assert.Equal(made, Pages("after=2030-06-01T13:59:59.99%2B02:00&before=2030-06-01T14:00:00.001+02:00"));
        Assert.Equal(["r1", "r2", "lesson"], Pages("before=2030-06-01T12:00:00Z"));
        Assert.Equal(["r1"], Pages("name=oNE"));
        Assert.Single(Pages("name=ROOM%2d7"));
        Assert.Empty(Pages("name=room"));
        foreach (string query in new[]
            { "limit=9", "limit=101", "enabled=yes", "start=x", "start=0-x", "start=0-01", "start=0--1", "start=0-",
                "start=5-", "limit=%2B50", "after=x", "before=2030-06-01", "name=a&name=b" })
            AssertRefused(400, Send("GET", "?" + query));
    }

    [Fact]
    public void A_page_never_loses_a_room_whatever_its_limit()
    {
        HashSet<string> made = ["r1", "r2", "lesson"];
        for (int room = 0; room < 31; room++)
            made.Add(Id(Send("POST", "", "{}")));
        foreach (int limit in new[] { 10, 11, 33, 34, 35, 100 })
            Assert.Equal(made, Pages($"limit={limit}").ToHashSet());
    }

    [Fact]
    public void Members_as_long_as_may_be_survive_an_update()
    {
        // Each of them is written as six.
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
    public void Who_asks_has_to_show_the_app_s_management_token()
    {
        string id = Id(Send("POST", "", "{}"));
        Response wrong = _api.Send("GET", "/v2/rooms/" + id, [], Management.Of("acme", _api) + "x");
        AssertRefused(401, wrong);
        Assert.Contains("Bearer", wrong.Headers["WWW-Authenticate"]);
        AssertRefused(404, _api.Send("GET", "/v2/rooms/" + id, [], Management.Of("public", _api)));
        AssertRefused(404, _api.Send("POST", "/v2/rooms/" + id, "{}"u8.ToArray(), Management.Of("public", _api)));
        AssertRefused(404, Send("POST", "/nowhere", "{}"));
        foreach (string method in new[] { "PUT", "OPTIONS", "PATCH" })
        {
            Response response = Send(method, "/" + id, "{}");
            AssertRefused(405, response);
            Assert.Equal("GET, HEAD, POST, DELETE", response.Headers["Allow"]);
        }
        Response dropAll = Send("DELETE", "");
        AssertRefused(405, dropAll);
        Assert.Equal("GET, HEAD, POST", dropAll.Headers["Allow"]);
        string busy = Management.Of("busy", _api);
        for (int request = 0; request < 3; request++)
            Assert.Equal(200, _api.Send("GET", "/v2/rooms", [], busy).Status);
        Response refused = _api.Send("GET", "/v2/rooms", [], busy);
        AssertRefused(429, refused);
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
        for (int request = 0; request < 50; request++)
            _api.Send("GET", "/v2/rooms", [], "Authorization: Bearer x.y.z");
        AssertRefused(429, _api.Send("GET", "/v2/rooms", [], "Authorization: Bearer x.y.z"));
    }

    [Fact]
    public void There_are_as_many_rooms_as_the_policy_says()
    {
        Api api = new(new ChosenApps("users")) { NowSeconds = Noon };
        string users = Management.Of("users", api);
        for (int room = 0; room < PolicyModel.AppLimits.RoomsDefault; room++)
            Assert.Equal(200, api.Send("POST", "/v2/rooms", "{}"u8.ToArray(), users).Status);
        AssertRefused(403, api.Send("POST", "/v2/rooms", "{}"u8.ToArray(), users));
        // The policy's own are not counted.
        Assert.Equal(200, api.Send("POST", "/v2/rooms/r1", """{"enabled":false}"""u8.ToArray(), users).Status);
    }

    [Fact]
    public void Answers_wait_for_storage_and_nothing_changes_if_it_fails()
    {
        HeldStorage storage = new();
        Api api = new(rooms: storage) { NowSeconds = Noon };
        string bearer = Management.Of("acme", api);
        string id = Id(Held("", """{"name":"n"}""", StorageOutcome.Done));
        string before = api.Send("GET", "/v2/rooms/" + id, [], bearer).BodyText;
        // Another appliance that shares the storage may have given the name away.
        foreach ((StorageOutcome outcome, int status) in new[]
            { (StorageOutcome.Unavailable, 503), (StorageOutcome.Rejected, 409) })
        {
            foreach ((string path, string body) in new[]
                { ("", """{"name":"m"}"""), ("", """{"name":"n","size":1}"""), ("/" + id, """{"enabled":false}""") })
            {
                Response response = Held(path, body, outcome);
                AssertRefused(status, response);
                Assert.Equal(status == 503 ? "1" : null, response.Headers.GetValueOrDefault("Retry-After"));
            }
            Assert.Equal(status, Held("/r1", """{"enabled":false}""", outcome).Status);
            Assert.Equal(before, api.Send("GET", "/v2/rooms/" + id, [], bearer).BodyText);
            Assert.Equal(4, Count(api.Send("GET", "/v2/rooms", [], bearer)));
            Assert.Equal(200, api.Hms100("""{"room_id":"r1","role":"guest"}""").Status);
        }

        Response Held(string path, string body, StorageOutcome outcome)
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

    /// <summary>The ids of the rooms on all pages that the policy does not name.</summary>
    private IEnumerable<string> MadeRooms() => Pages("limit=100").Where(id => id is not ("r1" or "r2" or "lesson"));

    private static int Count(Response response) => response.Body.GetProperty("data").GetArrayLength();

    private static void AssertRefused(int status, Response response)
    {
        Assert.True(
            status == response.Status && status == response.Body.GetProperty("code").GetInt32(), response.BodyText);
        Assert.NotEqual("", response.Body.GetProperty("message").GetString());
        Assert.EndsWith(".", response.Body.GetProperty("details")[0].GetString());
    }
}
