using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>Templates, sessions, active rooms and layouts, as 100ms back ends and web pages read them.</summary>
public sealed class Hms100ViewTests
{
    private readonly Api _api = new();

    [Fact]
    public void Templates_list_the_room_types_with_their_roles()
    {
        JsonElement page = Get("/v2/templates").Body;
        JsonElement[] templates = [.. page.GetProperty("data").EnumerateArray()];
        Assert.Equal(["meeting", "stage", "once", "class"], templates.Select(template => Text(template, "id")));
        Assert.Equal("", Text(page, "last"));
        foreach (JsonElement template in templates)
            Assert.Equal(template.GetRawText(), Get("/api/v2/templates/" + Text(template, "id")).BodyText);
        JsonElement roles = templates[0].GetProperty("roles");
        Assert.Equal(["host", "guest"], roles.EnumerateObject().Select(role => role.Name));
        JsonElement host = roles.GetProperty("host"), guest = roles.GetProperty("guest");
        Assert.Equal("""["audio","video","screen"]""", Allowed(host));
        Assert.Equal("[]", Allowed(guest));
        Assert.True(host.GetProperty("permissions").GetProperty("endRoom").GetBoolean());
        Assert.False(guest.GetProperty("permissions").GetProperty("endRoom").GetBoolean());
        Assert.Equal(
            """["host"]""", guest.GetProperty("subscribeParams").GetProperty("subscribeToRoles").GetRawText());
        Assert.Equal(["host"], templates[1].GetProperty("roles").EnumerateObject().Select(role => role.Name));
        AssertRejected(404, Get("/v2/templates/Meeting"));
        AssertRejected(401, _api.Send("GET", "/v2/templates", []));

        static string Allowed(JsonElement role) =>
            role.GetProperty("publishParams").GetProperty("allowed").GetRawText();
    }

    [Fact]
    public void Listed_template_id_creates_a_room()
    {
        foreach (JsonElement template in Get("/v2/templates").Body.GetProperty("data").EnumerateArray())
        {
            Response created = Post("/v2/rooms", $$"""{"template_id":"{{Text(template, "id")}}"}""");
            Assert.Equal(Text(template, "id") == "class" ? 400 : 200, created.Status);
            if (created.Status == 200)
                Assert.Equal(Text(template, "id"), Text(created.Body, "template_id"));
        }
    }

    [Fact]
    public void Dashboard_template_id_is_accepted_if_the_policy_maps_it()
    {
        const string First = "62b0d2e6a5b3c7f1d4e8a912", Second = "62b0d2e6a5b3c7f1d4e8a913";
        string bearer = Management.Of("dash", _api);
        foreach (string id in new[] { First, Second, "stage" })
        {
            Response created = _api.Send(
                "POST", "/v2/rooms", Encoding.UTF8.GetBytes($$"""{"template_id":"{{id}}"}"""), bearer);
            Assert.True(created.Status == 200, created.BodyText);
            // Responses have the first id of the room type, and the type's name as the template's name.
            Assert.Equal((First, "stage"), (Text(created.Body, "template_id"), Text(created.Body, "template")));
            Response template = _api.Send("GET", "/v2/templates/" + id, [], bearer);
            Assert.Equal((First, "stage"), (Text(template.Body, "id"), Text(template.Body, "name")));
            Response again = _api.Send("POST", "/v2/rooms/" + Text(created.Body, "id"), created.BodyBytes, bearer);
            Assert.True(again.Status == 200, again.BodyText);
        }
        JsonElement found = _api.Send("GET", $"/v2/rooms?template_id={Second}", [], bearer).Body.GetProperty("data");
        Assert.Equal(3, found.GetArrayLength());
        Response unknown = _api.Send(
            "POST", "/v2/rooms", """{"template_id":"62b0d2e6a5b3c7f1d4e8a9ff"}"""u8.ToArray(), bearer);
        AssertRejected(400, unknown);
        Assert.Contains("templateIds", unknown.Body.GetProperty("details")[0].GetString());
        Response room = _api.Send("GET", "/v2/rooms/r1", [], bearer);
        Assert.Equal("62b0d2e6a5b3c7f1d4e8a914", Text(room.Body, "template_id"));
    }

    [Fact]
    public void Session_list_is_empty()
    {
        Response page = Get("/v2/sessions?room_id=r1&limit=20");
        Assert.Equal((200, """{"limit":10,"data":[],"last":""}"""), (page.Status, page.BodyText));
        AssertRejected(404, Get("/v2/sessions/6320c06f2b876d58ef3629"));
        AssertRejected(401, _api.Send("GET", "/v2/sessions", []));
        AssertRejected(401, _api.Send("GET", "/v2/sessions/a", []));
    }

    [Fact]
    public void End_room_with_lock_disables_run_time_rooms_but_not_policy_rooms()
    {
        string id = Text(Post("/v2/rooms", "{}").Body, "id");
        AssertRejected(404, Post($"/v2/active-rooms/{id}/end-room", """{"reason":"done"}"""));
        AssertRejected(404, Post($"/v2/active-rooms/{id}/end-room", """{"lock":false}"""));
        AssertRejected(400, Post($"/v2/active-rooms/{id}/end-room", """{"lock":"yes"}"""));
        Assert.True(Get("/v2/rooms/" + id).Body.GetProperty("enabled").GetBoolean());
        Response ended = Post($"/v2/active-rooms/{id}/end-room", """{"reason":"done","lock":true}""");
        Assert.Equal((200, """{"message":"session is ending"}"""), (ended.Status, ended.BodyText));
        Assert.False(Get("/v2/rooms/" + id).Body.GetProperty("enabled").GetBoolean());
        AssertRejected(404, Post("/v2/active-rooms/r1/end-room", """{"lock":true}"""));
        Assert.True(Get("/v2/rooms/r1").Body.GetProperty("enabled").GetBoolean());
        AssertRejected(404, Post("/v2/active-rooms/nowhere/end-room", """{"lock":true}"""));
        AssertRejected(401, _api.Send("POST", $"/v2/active-rooms/{id}/end-room", []));
    }

    [Fact]
    public void Cors_allows_pages_to_read_the_empty_layouts()
    {
        Response preflight = _api.Send(
            "OPTIONS", "/v2/layouts/ui", [], "Origin: https://app.example", "Access-Control-Request-Method: GET",
            "Access-Control-Request-Headers: authorization");
        Assert.Equal((204, "*"), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
        // The asterisk does not cover Authorization (Fetch standard, CORS protocol).
        Assert.Contains("Authorization", preflight.Headers["Access-Control-Allow-Headers"]);
        Response layouts = _api.Send("GET", "/v2/layouts/ui", [], "Authorization: Bearer x");
        Assert.Equal((200, """{"data":[]}""", "*"),
            (layouts.Status, layouts.BodyText, layouts.Headers["Access-Control-Allow-Origin"]));
    }

    private Response Get(string path) => _api.Send("GET", path, [], Management.Of("acme", _api));

    private Response Post(string path, string body) =>
        _api.Send("POST", path, Encoding.UTF8.GetBytes(body), Management.Of("acme", _api));

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static void AssertRejected(int status, Response response)
    {
        Assert.True(
            status == response.Status && status == response.Body.GetProperty("code").GetInt32(), response.BodyText);
        Assert.EndsWith(".", response.Body.GetProperty("details")[0].GetString());
    }
}
