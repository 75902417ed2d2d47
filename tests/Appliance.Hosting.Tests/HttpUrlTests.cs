using Appliance.Hosting.Clients;

namespace Appliance.Hosting.Tests;

public class HttpUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/api/token", "127.0.0.1:8080", "127.0.0.1:8080", "/api/token")]
    [InlineData("http://127.0.0.1", "127.0.0.1", "127.0.0.1:80", "")]
    [InlineData("http://localhost:81/", "localhost:81", "127.0.0.1:81", "")]
    [InlineData("http://[::1]/a?b=c:d/e", "[::1]", "[::1]:80", "/a?b=c:d/e")]
    [InlineData("http://[::1]:8080/", "[::1]:8080", "[::1]:8080", "")]
    public void Url_is_parsed_into_authority_address_and_path(
        string text, string authority, string address, string path)
    {
        Assert.True(HttpUrl.TryParse(text, unixSocket: null, out HttpUrl? url, out _));
        Assert.Equal((authority, address, path), (url!.Authority, url.Address.ToString(), url.Path));
    }

    [Fact]
    public void Unix_socket_replaces_only_the_address()
    {
        Assert.True(HttpUrl.TryParse("http://any.example/a", "/run/x.sock", out HttpUrl? url, out _));
        Assert.Equal(("any.example", "unix:/run/x.sock", "/a"), (url!.Authority, url.Address.ToString(), url.Path));
    }

    /// <summary>A URL cannot inject characters into the request head.</summary>
    [Fact]
    public void Url_with_blank_or_control_character_is_rejected() => Gen.Char['\0', '\u00ff'].Sample(letter =>
    {
        bool isVisible = letter is > ' ' and < '\u007f' and not '#';
        Assert.Equal(isVisible, HttpUrl.TryParse($"http://127.0.0.1/a{letter}b", null, out _, out string error));
        Assert.NotEqual("", error);
    });
}
