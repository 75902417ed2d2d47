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
    public void Cors_allows_listed_origins_to_read_responses_and_errors(string origin, string? allowed)
    {
        foreach (string body in new[] { Body, "{}", "nonsense" })
        {
            Response response = new Api().Hms100(body, $"Origin: {origin}");
            Assert.Equal(allowed, response.Headers.GetValueOrDefault("Access-Control-Allow-Origin"));
            Assert.Equal("Origin", response.Headers["Vary"]);
        }
    }

    [Fact]
    public void Cors_wildcard_allows_every_origin()
    {
        Response response = new Api().Send("POST", "/hmsapi/public.x/api/token", Encoding.UTF8.GetBytes("{}"));
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
        Assert.False(response.Headers.ContainsKey("Vary"));
    }

    [Fact]
    public void Cors_preflight_gets_204_with_methods_and_headers()
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

    /// <summary>Request headers of the vendors' browser clients that need a preflight (Fetch standard, CORS-safelisted
    /// headers).</summary>
    [Theory]
    [InlineData("Hms100", "/hmsapi/public.x/api/token", "content-type")]
    [InlineData("Hms100 code", "/hmsapi/get-token", "content-type,subdomain")]
    [InlineData("Hms100 prebuilt", "/v2/layouts/ui", "authorization,content-type")]
    [InlineData("EnableX front", "/createToken", "content-type,x-app-id,x-app-key")]
    [InlineData("LiveKit endpoint", "/livekit/live/token", "authorization,content-type")]
    [InlineData("LiveKit development", "/livekit/live/token", "content-type,x-sandbox-id")]
    public void Cors_preflight_allows_every_header_of_vendor_clients(string client, string path, string headers)
    {
        Response response = new Api().Send("OPTIONS", path, [],
            "Origin: https://page.example", "Access-Control-Request-Method: POST",
            $"Access-Control-Request-Headers: {headers}");
        string[] named = response.Headers["Access-Control-Allow-Headers"].ToLowerInvariant().Split(", ");
        Assert.All(headers.Split(','), header => Assert.True(named.Contains(header), $"{client}: {header}"));
    }

    [Fact]
    public void Cors_preflight_of_an_unlisted_origin_allows_nothing()
    {
        Response response = new Api().Send("OPTIONS", Path, [],
            "Origin: https://evil.example", "Access-Control-Request-Method: POST");
        Assert.False(response.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public void Cors_allows_every_origin_to_read_the_404_of_an_unknown_app()
    {
        Response response = new Api().Send("POST", "/hmsapi/absent.x/api/token", Encoding.UTF8.GetBytes(Body));
        Assert.Equal(404, response.Status);
        Assert.Equal("*", response.Headers["Access-Control-Allow-Origin"]);
    }
}
