using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>
/// Tokens signed by the JWT libraries of several languages: a management token creates a room over HTTP, and a room
/// token signed by the same library is introspected.
/// </summary>
public sealed class JwtLibraryTests
{
    private static readonly string Secret = Api.SecretOf("acme");

    [RequiresFact(Needs.Npm)]
    public async Task Tokens_of_jsonwebtoken_and_jose_are_accepted()
    {
        foreach (string library in new[] { "jsonwebtoken", "jose" })
        {
            await AssertAcceptedAsync(async claims =>
            {
                string output = await Npm.RunAsync("sign-tokens.mjs", [], JwtLibraries.Input(claims, Secret));
                return JsonDocument.Parse(output).RootElement.GetProperty(library).GetString()!;
            });
        }
    }

    [RequiresFact(Needs.PyJwt)]
    public Task Tokens_of_PyJWT_are_accepted() =>
        AssertAcceptedAsync(claims => JwtLibraries.PyJwtAsync(claims, Secret));

    [RequiresFact(Needs.RubyJwt)]
    public Task Tokens_of_ruby_jwt_are_accepted() =>
        AssertAcceptedAsync(claims => JwtLibraries.RubyJwtAsync(claims, Secret));

    [Fact]
    public Task Tokens_of_the_Microsoft_library_are_accepted() =>
        AssertAcceptedAsync(claims => Task.FromResult(Jwt.Sign(claims, Secret)));

    /// <summary>The headers of jjwt, firebase/php-jwt and programs without a library, byte for byte.</summary>
    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    [InlineData("""{"alg": "HS256", "typ": "JWT"}""")]
    [InlineData("""{"typ":"jwt","alg":"HS256","kid":"one"}""")]
    public Task Tokens_with_headers_of_other_libraries_are_accepted(string header) =>
        AssertAcceptedAsync(claims => Task.FromResult(Management.Sign(claims, header, Secret)));

    private static async Task AssertAcceptedAsync(Func<string, Task<string>> signAsync)
    {
        using LoopbackServer server = new();
        using HttpClient client = new() { BaseAddress = new(server.Url) };
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string management = await signAsync(
            $$"""
            {"access_key":"{{Management.AcmeKey}}","type":"management","version":2,
             "iat":{{now}}.5,"exp":{{now + 600}}.5}
            """);
        JsonElement room = await PostAsync(client, "/v2/rooms", """{"name":"lesson-1"}""", management);
        string id = room.GetProperty("id").GetString()!;

        string token = await signAsync(
            $$"""
            {"access_key":"{{Management.AcmeKey}}","type":"app","version":2,"room_id":"{{id}}","role":"guest",
             "user_id":"ann","iat":{{now - 1}}.25,"nbf":{{now - 1}}.25,"exp":{{now + 600}}.75,"jti":"one"}
            """);
        JsonElement active = await PostAsync(client, "/v1/introspect", $$"""{"token":"{{token}}"}""", management);
        Assert.True(active.GetProperty("active").GetBoolean(), active.GetRawText());
        Assert.Equal("ann", active.GetProperty("user_id").GetString());
        Assert.Equal(now, active.GetProperty("nbf").GetInt64());
        Assert.Equal(now + 600, active.GetProperty("exp").GetInt64());
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string body, string bearer)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
