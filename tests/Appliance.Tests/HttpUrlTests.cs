using Appliance.Commands.Bench;

namespace Appliance.Tests;

public class HttpUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080/api/token", "127.0.0.1:8080", "127.0.0.1:8080", "/api/token")]
    [InlineData("http://127.0.0.1", "127.0.0.1", "127.0.0.1:80", "")]
    [InlineData("http://localhost:81/", "localhost:81", "127.0.0.1:81", "")]
    [InlineData("http://[::1]/a?b=c:d/e", "[::1]", "[::1]:80", "/a?b=c:d/e")]
    [InlineData("http://[::1]:8080/", "[::1]:8080", "[::1]:8080", "")]
    public void A_url_is_a_host_where_to_connect_and_a_path(string text, string authority, string address, string path)
    {
        Assert.True(HttpUrl.TryParse(text, unixSocket: null, out HttpUrl? url, out _));
        Assert.Equal((authority, address, path), (url!.Authority, url.Address.ToString(), url.Path));
    }

    [Fact]
    public void A_socket_takes_the_place_of_the_host_alone()
    {
        Assert.True(HttpUrl.TryParse("http://any.example/a", "/run/x.sock", out HttpUrl? url, out _));
        Assert.Equal(("any.example", "unix:/run/x.sock", "/a"), (url!.Authority, url.Address.ToString(), url.Path));
    }

    /// <summary>Nothing gets into the request's head but what an URL can have.</summary>
    [Fact]
    public void Blanks_and_control_characters_are_refused() => Gen.Char['\0', '\u00ff'].Sample(letter =>
    {
        bool isVisible = letter is > ' ' and < '\u007f' and not '#';
        Assert.Equal(isVisible, HttpUrl.TryParse($"http://127.0.0.1/a{letter}b", null, out _, out string error));
        Assert.NotEqual("", error);
    });
}
