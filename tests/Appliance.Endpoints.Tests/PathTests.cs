using System.Text;

namespace Appliance.Endpoints.Tests;

public class PathTests
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
    [InlineData("GET", "/v2/rooms/", 404)]
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
    public void Paths_and_methods_are_told_apart(string method, string path, int status)
    {
        Answer answer = new Api().Send(method, path, []);
        Assert.Equal(status, answer.Status);
        if (status >= 400)
            Assert.Equal(status, answer.Body.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("/hmsapi/acme.x/api/token", """{"room_id":"r1","role":"host","user_id":"12345"}""", 200)]
    [InlineData("/livekit/live/token", "", 201)]
    [InlineData("/livekit/live/token", """
        {"room_name":"lobby","participant_identity":"1","participant_name":"\u00e9","participant_metadata":"m",
         "participant_attributes":{"a":"b","c":"~"},"room_config":{"agents":[{"agent_name":"x"}],"max":[1,true,null]}}
        """, 201)]
    [InlineData("/livekit/live/token", """{"participant_attributes":{"a":"b","a":"c"}}""", 400)]
    [InlineData("/livekit/kiosk/token", """{"room_name":"hall","participant_name":"n"}""", 403)]
    public void A_request_allocates_nothing(string path, string body, int status)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        Api api = new();
        Assert.Equal(status, api.Send("POST", path, content).Status);
        byte[] head = Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {content.Length}\r\n\r\n");
        Assert.Equal(0, api.AllocatedBy([.. head, .. content]));
    }
}
