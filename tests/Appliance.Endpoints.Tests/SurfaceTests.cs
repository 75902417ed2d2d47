using System.Text;

namespace Appliance.Endpoints.Tests;

/// <summary>Responses on reserved connection slots and on the admin address.</summary>
public class SurfaceTests
{
    private static readonly Caller Reserved = new() { IsReserved = true };
    private static readonly Caller Admin = new() { Surface = Surface.Admin };

    [Theory]
    [InlineData("GET", "/livez", 200)]
    [InlineData("HEAD", "/readyz", 200)]
    [InlineData("POST", "/livez", 405)]
    [InlineData("GET", "/", 503)]
    [InlineData("OPTIONS", "*", 503)]
    [InlineData("POST", "/hmsapi/public.x/api/token", 503)]
    [InlineData("OPTIONS", "/hmsapi/public.x/api/token", 503)]
    [InlineData("POST", "/livekit/live/token", 503)]
    [InlineData("POST", "/v2/rooms/desk/tokens", 503)]
    [InlineData("POST", "/v2/rooms", 503)]
    [InlineData("POST", "/v2/token", 503)]
    [InlineData("GET", "/openapi.yaml", 503)]
    public void Reserved_connection_slots_serve_only_health_checks_and_close(string method, string path, int status)
    {
        foreach (Caller caller in new[] { Reserved, Reserved with { Surface = Surface.Admin } })
        {
            Response response = new Api { Caller = caller }.Send(method, path, []);
            Assert.Equal((status, "close"), (response.Status, response.Headers["Connection"]));
            Assert.Equal(status == 503 ? "1" : null, response.Headers.GetValueOrDefault("Retry-After"));
            if (status == 503)
                Assert.Equal(
                    """{"code":503,"message":"Too many connections are open. Try again."}""", response.BodyText);
        }
    }

    [Fact]
    public void Cors_allows_pages_to_read_the_503_of_a_reserved_slot()
    {
        Response response = new Api { Caller = Reserved }.Hms100("{}", "Origin: https://any.example");
        Assert.Equal((503, "*"), (response.Status, response.Headers["Access-Control-Allow-Origin"]));
    }

    [Theory]
    [InlineData("GET", "/livez", 200)]
    [InlineData("GET", "/readyz", 200)]
    [InlineData("GET", "/", 404)]
    [InlineData("OPTIONS", "*", 404)]
    [InlineData("POST", "/hmsapi/public.x/api/token", 404)]
    [InlineData("POST", "/api/token", 404)]
    [InlineData("POST", "/livekit/live/token", 404)]
    [InlineData("POST", "/v2/rooms/desk/tokens", 404)]
    [InlineData("GET", "/v2/rooms", 404)]
    [InlineData("GET", "/v2/rooms/desk", 404)]
    [InlineData("POST", "/v2/room-codes/room/r1", 404)]
    [InlineData("POST", "/v2/room-codes/room/r1/role/host", 404)]
    [InlineData("POST", "/v2/room-codes/code", 404)]
    [InlineData("POST", "/v2/token", 404)]
    [InlineData("GET", "/openapi.yaml", 404)]
    public void Admin_address_serves_health_checks_and_no_tokens(string method, string path, int status)
    {
        Response response = new Api { Caller = Admin }.Send(method, path, []);
        Assert.Equal(status, response.Status);
        Assert.False(response.Headers.ContainsKey("Connection"));
        if (status == 404)
            Assert.Equal("""{"code":404,"message":"Not found."}""", response.BodyText);
    }

    [Fact]
    public void Next_connection_does_not_inherit_the_reserved_slot()
    {
        Api api = new() { Caller = Reserved };
        byte[] body = Encoding.UTF8.GetBytes("""{"room_id":"r1","role":"guest"}""");
        Assert.Equal(503, api.Send("POST", "/hmsapi/public.x/api/token", body).Status);
        api.Caller = default;
        Response response = api.Send("POST", "/hmsapi/public.x/api/token", body);
        Assert.Equal(200, response.Status);
        Assert.False(response.Headers.ContainsKey("Connection"));
    }
}
