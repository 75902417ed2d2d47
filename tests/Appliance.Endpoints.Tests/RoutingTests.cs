using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

public class RoutingTests
{
    [Theory]
    [InlineData("GET", "/livez", 200)]
    [InlineData("HEAD", "/livez", 200)]
    [InlineData("GET", "/readyz", 200)]
    [InlineData("POST", "/livez", 405)]
    [InlineData("GET", "/", 404)]
    [InlineData("POST", "/nope", 404)]
    [InlineData("GET", "/livez/", 404)]
    [InlineData("GET", "/v2/rooms", 401)]
    [InlineData("GET", "/video/v2/rooms/a", 401)]
    [InlineData("GET", "/v2/rooms/", 401)]
    [InlineData("GET", "/v2/rooms/a/users", 401)]
    [InlineData("GET", "/v1/rooms", 401)]
    [InlineData("GET", "/v1/rooms/a/tokens", 405)]
    [InlineData("GET", "/video/v1/rooms/a/tokens/", 405)]
    [InlineData("GET", "/video/v2/archive/room/a", 404)]
    [InlineData("GET", "/video", 404)]
    [InlineData("GET", "/videos", 404)]
    [InlineData("GET", "/v1/roomsx", 404)]
    [InlineData("POST", "/v1/tokens/", 404)]
    [InlineData("POST", "//v1/tokens", 404)]
    [InlineData("POST", "/v1//redeem", 404)]
    [InlineData("POST", "/v1/introspect/", 404)]
    [InlineData("GET", "//livez", 404)]
    [InlineData("POST", "//livekit/token", 404)]
    [InlineData("POST", "/livekit/live/token/", 404)]
    [InlineData("GET", "/createRoom", 405)]
    [InlineData("POST", "/createRoom/", 401)]
    [InlineData("POST", "/createToken//", 401)]
    [InlineData("GET", "/getRoom/a/", 401)]
    [InlineData("GET", "/getRoom/", 404)]
    [InlineData("GET", "/hmsapi/get-token", 405)]
    [InlineData("POST", "//hmsapi//get-token/", 400)]
    [InlineData("POST", "/hmsapi/a/b", 404)]
    [InlineData("GET", "/v2/templates/", 401)]
    [InlineData("GET", "/api/v2/templates/a", 401)]
    [InlineData("GET", "/v2/sessions/a", 401)]
    [InlineData("POST", "/v2/sessions", 405)]
    [InlineData("POST", "/v2/active-rooms/a/end-room", 401)]
    [InlineData("GET", "/v2/active-rooms/a", 404)]
    [InlineData("GET", "/v2/layouts/ui/", 200)]
    [InlineData("POST", "/v2/layouts/ui", 405)]
    [InlineData("GET", "/v2/layouts/other", 404)]
    [InlineData("GET", "/v2", 404)]
    [InlineData("GET", "/v2/rooms/a/b", 404)]
    [InlineData("GET", "/v2/room-codes/room/", 404)]
    [InlineData("GET", "/v2/room-codes/room/a", 401)]
    [InlineData("POST", "/v2/room-codes/room/role/role/b", 401)]
    [InlineData("POST", "/v2/room-codes/room/a/role/role", 401)]
    [InlineData("POST", "/v2/room-codes/room/a/role/", 404)]
    [InlineData("POST", "/v2/room-codes/room//role/b", 404)]
    [InlineData("POST", "/v2/room-codes/room/a/role/b/c", 404)]
    [InlineData("POST", "/v2/room-codes/room/a/b/role/c", 404)]
    [InlineData("POST", "/v2/room-codes", 404)]
    public void Paths_and_methods_get_the_expected_status(string method, string path, int status)
    {
        Response response = new Api().Send(method, path, []);
        Assert.Equal(status, response.Status);
        if (status < 400)
            return;
        if (response.Body.TryGetProperty("code", out JsonElement code))
            Assert.Equal(status, code.GetInt32());
        else
            Assert.NotEqual(0, response.Body.GetProperty("result").GetInt32());
    }

    [Theory]
    [InlineData("/v2/polls", "Authorization: Bearer x", "code", "message", "details")]
    [InlineData("/hmsapi/x", "X-None: 1", "code", "message", "details")]
    [InlineData("/api/v2/recordings", "X-None: 1", "code", "message", "details")]
    [InlineData("/video/v2/cdr/room/a", "X-None: 1", "result", "error", "desc")]
    [InlineData("/v1/rooms/a/b/c", "X-None: 1", "result", "error", "desc")]
    [InlineData("/anything", "Authorization: basic x", "result", "error", "desc")]
    [InlineData("/v2/polls", "Authorization: Basic x", "result", "error", "desc")]
    [InlineData("/anything", "X-None: 1", "code", "message")]
    public void Unknown_path_gets_404_in_the_vendor_s_error_format(
        string path, string header, params string[] members)
    {
        Response response = new Api().Send("POST", path, [], header);
        Assert.Equal(404, response.Status);
        Assert.Equal(members, response.Body.EnumerateObject().Select(member => member.Name));
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("/hmsapi/acme.x/api/token", """{"room_id":"r1","role":"host","user_id":"12345"}""", 200)]
    [InlineData("/hmsapi/acme.x/api/token", """{"room_id":"r1","role":"host","user_id":12345,"type":"app"}""", 200)]
    [InlineData("//hmsapi/acme.x//api/token/", """{"room_id":"r1","role":"host","user_id":null}""", 200)]
    [InlineData("/livekit/live/token", "", 200)]
    [InlineData("/livekit/live/token", """
        {"room_name":"lobby","participant_identity":"1","participant_name":"\u00e9","participant_metadata":"m",
         "participant_attributes":{"a":"b","c":"~"},"room_config":{"agents":[{"agent_name":"x"}],"max":[1,true,null]}}
        """, 200)]
    [InlineData("/livekit/live/token", """{"participant_attributes":{"a":"b","a":"c"}}""", 400)]
    [InlineData("/livekit/kiosk/token", """{"room_name":"hall","participant_name":"n"}""", 403)]
    public void Token_request_allocates_nothing(string path, string body, int status) =>
        AssertAllocatesNothing(new(), path, body, status);

    [Theory]
    [InlineData("/api/token", "room_id=r1&role=host&user_id=Ann+M%C3%BCller", "Host: acme",
        "Content-Type: application/x-www-form-urlencoded")]
    [InlineData("/v1/rooms/desk/tokens/", """
        {"name":1,"role":"participant","user_ref":2,"roomId":"desk","data":"{\"a\":{\"b\":[1]}}"}
        """, "Host: a", "BASIC")]
    [InlineData("/createToken", """{"name":"n","role":"participant","user_ref":"u","roomId":"desk"}""",
        "x-app-id: 5f1d2c3b4a59687786950416", "x-app-key: " + Api.ClinicKey)]
    [InlineData("/hmsapi/get-token", "code=CODE&role=host", "subdomain: acme",
        "Content-Type: application/x-www-form-urlencoded")]
    public void Token_request_with_credentials_or_form_allocates_nothing(
        string path, string body, params string[] headers)
    {
        Api api = new();
        Response code = api.Send("POST", "/v2/room-codes/room/r1/role/guest", [], Management.Of("acme", api));
        AssertAllocatesNothing(
            api, path, body.Replace("CODE", code.Body.GetProperty("code").GetString()), 200,
            [.. headers.Select(header => header == "BASIC" ? Api.Basic(Api.ClinicId, Api.ClinicKey) : header)]);
    }

    private static void AssertAllocatesNothing(
        Api api, string path, string body, int status, params string[] headers)
    {
        byte[] request = Api.Request("POST", path, Encoding.UTF8.GetBytes(body), headers);
        Response response = api.Send(request);
        Assert.True(status == response.Status, response.BodyText);
        Assert.Equal(0, api.AllocatedBy(request));
    }
}
