namespace Appliance.Listening.Tests;

public sealed class ListenAddressTests
{
    private static readonly string[] Pieces =
        ["127.0.0.1", "[", "]", "::", ":", "unix:", "localhost", "%", "1", "8080", ".", "/", "*"];

    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080", true)]
    [InlineData("localhost:8080", "127.0.0.1:8080", true)]
    [InlineData("0.0.0.0:80", "0.0.0.0:80", false)]
    [InlineData("192.168.1.2:0", "192.168.1.2:0", false)]
    [InlineData("127.9.9.9:1", "127.9.9.9:1", true)]
    [InlineData("[::1]:8080", "[::1]:8080", true)]
    [InlineData("[::]:8080", "[::]:8080", false)]
    [InlineData("[2001:db8::1]:65535", "[2001:db8::1]:65535", false)]
    [InlineData("[::ffff:127.0.0.1]:8080", "127.0.0.1:8080", true)]
    [InlineData("unix:/run/a.sock", "unix:/run/a.sock", true)]
    [InlineData("unix:a.sock", "unix:a.sock", true)]
    public void Listen_address_is_parsed(string text, string canonical, bool isLoopback)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? address, out string? error), error);
        Assert.Null(error);
        Assert.Equal(canonical, address!.ToString());
        Assert.Equal(isLoopback, address.IsLoopback);
        Assert.True(ListenAddress.TryParse(canonical, out ListenAddress? again, out _));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("", "HOST:PORT")]
    [InlineData("8080", "HOST:PORT")]
    [InlineData(":8080", "write 127.0.0.1:8080 for local connections only, [::]:8080 for every address")]
    [InlineData("127.0.0.1", "HOST:PORT")]
    [InlineData("127.0.0.1:", "is not a port")]
    [InlineData("127.0.0.1:-1", "is not a port")]
    [InlineData("127.0.0.1:+1", "is not a port")]
    [InlineData("127.0.0.1: 1", "is not a port")]
    [InlineData("127.0.0.1:65536", "0 to 65535")]
    [InlineData("127.0.0.1:99999999999", "is not a port")]
    [InlineData("*:8080", "0.0.0.0:8080")]
    [InlineData("example.com:80", "is not a host")]
    [InlineData("127.1:80", "is not a host")]
    [InlineData("127.0.0.01:80", "is not a host")]
    [InlineData("0x7f000001:80", "is not a host")]
    [InlineData("[127.0.0.1]:80", "is not a host")]
    [InlineData("::1:80", "is not a host")]
    [InlineData("[::1]", "is not a port")]
    [InlineData("[]:80", "is not a host")]
    [InlineData("[[::1]]:80", "is not a host")]
    [InlineData("[::1]:8080:80", "is not a host")]
    [InlineData("unix:", "needs a path")]
    [InlineData("unix:/a\0b", "needs a path")]
    public void Malformed_listen_address_is_rejected_with_a_hint(string text, string hint)
    {
        Assert.False(ListenAddress.TryParse(text, out ListenAddress? address, out string? error));
        Assert.Null(address);
        Assert.Contains(hint, error);
    }

    [Fact]
    public void Unix_socket_path_limit_counts_UTF8_bytes()
    {
        Assert.True(ListenAddress.TryParse("unix:/" + new string('a', 106), out _, out _));
        Assert.False(ListenAddress.TryParse("unix:/" + new string('ä', 54), out _, out string? error));
        Assert.Contains("107 bytes", error);
    }

    [Fact]
    public void Unix_socket_path_limit_is_the_kernels()
    {
        Assert.True(ListenAddress.TryParse("unix:" + new string('p', 107), out _, out _));
        Assert.False(ListenAddress.TryParse("unix:" + new string('p', 108), out _, out _));
    }

    [Fact]
    public void Any_text_is_parsed_without_exceptions_and_round_trips()
    {
        Gen<string> piece = Gen.OneOf(
            Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]),
            Gen.String[0, 4]);
        piece.Array[0, 8].Select(string.Concat).Sample(text =>
        {
            bool read = ListenAddress.TryParse(text, out ListenAddress? address, out string? error);
            Assert.Equal(read, address is not null);
            Assert.Equal(read, error is null);
            if (address is not null)
                Assert.True(ListenAddress.TryParse(address.ToString(), out _, out string? again), again);
        });
    }
}
