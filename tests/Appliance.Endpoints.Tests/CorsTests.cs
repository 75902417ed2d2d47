using System.Text;

namespace Appliance.Endpoints.Tests;

public class CorsTests
{
    private const string Path = "/hmsapi/acme.app.100ms.live/api/token";
    private const string Body = """{"room_id":"r1","role":"host"}""";

    [Theory]
    [InlineData("https://app.example", "https://app.example")]
    [InlineData("https://other.example", "https://other.example")]
    [InlineData("https://evil.example", null)]
    [InlineData("https://APP.example", null)]
    [InlineData("HTTPS://app.example", null)]
    [InlineData("https://app.example.evil.test", null)]
    [InlineData("https://app.example:444", null)]
    [InlineData("https://app.exampl", null)]
    [InlineData("null", null)]
    public void Listed_origins_may_read_answers_and_errors(string origin, string? allowed)
    {
        foreach (string body in new[] { Body, "{}", "nonsense" })
        {
            Response response = new Api().Hms100(body, $"Origin: {origin}");
            Assert.Equal(allowed, response.Headers.GetValueOrDefault("Access-Control-Allow-Origin"));
            Assert.Equal("Origin", response.Headers["Vary"]);
        }
    }

    [Fact]
    public void A_star_lets_every_page_read()
    {
        Response response = new Api().Send("POST", "/hmsapi/public.x/api/token", Encoding.UTF8.GetBytes("{}"));
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
        Assert.False(response.Headers.ContainsKey("Vary"));
    }

    [Fact]
    public void A_preflight_is_answered()
    {
        Response response = new Api().Send("OPTIONS", Path, [],
            "Origin: https://app.example", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type");
        Assert.Equal(204, response.Status);
        Assert.Empty(response.BodyBytes);
        Assert.Equal("https://app.example", response.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("POST", response.Headers["Access-Control-Allow-Methods"]);
        Assert.Contains("Content-Type", response.Headers["Access-Control-Allow-Headers"]);
    }

    /// <summary>What the vendors' clients in browsers send beyond the headers that every page may send.</summary>
    [Theory]
    [InlineData("Hms100", "/hmsapi/public.x/api/token", "content-type")]
    [InlineData("Hms100 code", "/hmsapi/get-token", "content-type,subdomain")]
    [InlineData("Hms100 prebuilt", "/v2/layouts/ui", "authorization,content-type")]
    [InlineData("EnableX front", "/createToken", "content-type,x-app-id,x-app-key")]
    [InlineData("LiveKit endpoint", "/livekit/live/token", "authorization,content-type")]
    [InlineData("LiveKit development", "/livekit/live/token", "content-type,x-sandbox-id")]
    public void A_preflight_names_every_header_that_the_client_sends(string client, string path, string headers)
    {
        Response response = new Api().Send("OPTIONS", path, [],
            "Origin: https://page.example", "Access-Control-Request-Method: POST",
            $"Access-Control-Request-Headers: {headers}");
        string[] named = response.Headers["Access-Control-Allow-Headers"].ToLowerInvariant().Split(", ");
        Assert.All(headers.Split(','), header => Assert.True(named.Contains(header), $"{client}: {header}"));
    }

    [Fact]
    public void A_preflight_of_another_origin_allows_nothing()
    {
        Response response = new Api().Send("OPTIONS", Path, [],
            "Origin: https://evil.example", "Access-Control-Request-Method: POST");
        Assert.False(response.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public void A_page_is_told_that_the_app_does_not_exist()
    {
        Response response = new Api().Send("POST", "/hmsapi/nobody.x/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(404, response.Status);
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
    }
}
