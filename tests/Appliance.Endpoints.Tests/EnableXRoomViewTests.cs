using System.Text;
using System.Text.Json;

namespace Appliance.Endpoints.Tests;

/// <summary>Room data that EnableX back ends read besides the members they set.</summary>
public sealed class EnableXRoomViewTests
{
    private static readonly string Clinic = Api.Basic(Api.ClinicId, Api.ClinicKey);

    private readonly Api _api = new();

    [Fact]
    public void Room_users_are_empty_because_the_appliance_sees_no_session()
    {
        string id = Send("POST", "", """{"name":"Talk","owner_ref":"dr-1"}""")
            .Body.GetProperty("room").GetProperty("room_id").GetString()!;
        foreach (string path in new[] { "/v2/rooms/" + id, "/v1/rooms/desk", "/video/v2/rooms/desk" })
        {
            Response users = _api.Send("GET", path + "/users", [], Clinic);
            Assert.Equal((200, """{"result":0,"total":0,"users":[]}"""), (users.Status, users.BodyText));
        }
        AssertRejected(404, 40001, Send("GET", "/nowhere/users"));
    }

    [Fact]
    public void Policy_room_has_the_members_that_clients_read()
    {
        JsonElement desk = Send("GET", "/desk/").Body.GetProperty("room");
        Assert.Equal("group", desk.GetProperty("settings").GetProperty("mode").GetString());
        Assert.Equal("""{"enabled":false}""", desk.GetProperty("sip").GetRawText());
        Assert.Equal(Api.ClinicId, desk.GetProperty("service_id").GetString());
        Assert.Matches("^[0-9T:.-]{23}Z$", desk.GetProperty("created").GetString());
        JsonElement listed = Send("GET", "").Body.GetProperty("rooms")[1];
        Assert.Equal(desk.GetRawText(), listed.GetRawText());
    }

    private Response Send(string method, string path, string body = "") =>
        _api.Send(method, "/v2/rooms" + path, Encoding.UTF8.GetBytes(body), Clinic);

    private static void AssertRejected(int status, int result, Response response) =>
        Assert.True(
            (status, result) == (response.Status, response.Body.GetProperty("result").GetInt32()), response.BodyText);
}
