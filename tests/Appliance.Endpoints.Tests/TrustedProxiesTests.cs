using System.Net;
using System.Text;
using Appliance.Endpoints.Clients.Proxies;
using Appliance.TestKit;

namespace Appliance.Endpoints.Tests;

/// <summary>The client address of a request behind trusted and untrusted proxies.</summary>
public class TrustedProxiesTests
{
    private static readonly string[] Networks = ["10.0.0.0/8", "192.0.2.7", "fd00::/8", "2001:db8::7"];

    private static readonly Gen<string> Hop = Gen.Frequency(
        (4, Gen.OneOf("10.1.2.3", "192.0.2.7", "fd00::5", "2001:db8::7")),
        (3, Gen.OneOf("192.0.2.8", "9.255.255.255", "2001:db8::8", "fe80::1", "11.0.0.0")),
        (1, Gen.OneOf("", "unknown", "_x", "1.2.3", "::", "\"::1\"", "300.1.1.1", "a b", "[::1", "for=1.2.3.4")));

    private static readonly Gen<string> Field = Gen.Select(
        Hop, Gen.OneOf("", "", "", ":80"), Gen.OneOf("", " ", "\t "), (hop, port, space) => hop.Contains(':')
            ? port == "" ? space + hop : $"{space}[{hop}]{port}"
            : space + hop + port).Array[1, 40].Select(hops => string.Join(',', hops));

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.1", "192.0.2.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2 ,fd00::1", "198.51.100.1")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "198.51.100.1:8080", "198.51.100.1")]
    [InlineData("10.0.0.1", "[2001:db8::1]:8080", "2001:db8::1")]
    [InlineData("10.0.0.1", "[2001:db8::1]", "2001:db8::1")]
    [InlineData("10.0.0.1", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.0.0.1", "::ffff:10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1, nonsense, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "198.51.100.1,", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1:", "10.0.0.1")]
    [InlineData("10.0.0.1", "198.51.100.1:65536", "10.0.0.1")]
    [InlineData("10.0.0.1", "[2001:db8::1]8080", "10.0.0.1")]
    [InlineData("10.0.0.1", "[2001:db8::1", "10.0.0.1")]
    [InlineData("10.0.0.1", "\"198.51.100.1\"", "10.0.0.1")]
    [InlineData("10.0.0.1", "::", "10.0.0.1")]
    [InlineData("::", "198.51.100.1", "::")]
    public void Client_is_the_rightmost_untrusted_address(string peer, string field, string client) =>
        Assert.Equal(Addresses.Bits(client), Of("10.0.0.0/8", "fd00::/8").ClientOf(Addresses.Bits(peer), Utf8(field)));

    [Fact]
    public void Client_matches_a_simple_model() => Gen.Select(Hop, Field).Sample((peer, field) =>
    {
        if (!IPAddress.TryParse(peer, out IPAddress? address) || peer.Split('.').Length == 3)
            return;
        UInt128 client = Of(Networks).ClientOf(Addresses.Bits(address), Utf8(field));
        Assert.True(Addresses.Bits(ModelClient(address, field)) == client, $"{peer} <- {field}");
    }, iter: 3000);

    [Fact]
    public void At_most_EntriesMax_forwarded_entries_are_read()
    {
        string field = "198.51.100.1" + string.Concat(Enumerable.Repeat(", 10.0.0.2", TrustedProxies.EntriesMax - 1));
        UInt128 peer = Addresses.Bits("10.0.0.1");
        Assert.Equal(Addresses.Bits("198.51.100.1"), Of("10.0.0.0/8").ClientOf(peer, Utf8(field)));
        Assert.Equal(Addresses.Bits("10.0.0.2"), Of("10.0.0.0/8").ClientOf(peer, Utf8(field + ", 10.0.0.2")));
    }

    [Fact]
    public void No_proxy_is_trusted_by_default()
    {
        Assert.Equal(UInt128.Zero, TrustedProxies.None.ClientOf(0, Utf8("198.51.100.1")));
        UInt128 local = Addresses.Bits("127.0.0.1");
        Assert.Equal(local, TrustedProxies.None.ClientOf(local, Utf8("198.51.100.1")));
    }

    /// <summary>An IPv6 network contains neither IPv4 addresses nor Unix socket peers.</summary>
    [Theory]
    [InlineData("unix", "::", true)]
    [InlineData("unix", "::1", false)]
    [InlineData("unix", "127.0.0.1", false)]
    [InlineData("::/0", "::", false)]
    [InlineData("::/0", "127.0.0.1", false)]
    [InlineData("::/0", "::1", true)]
    [InlineData("0.0.0.0/0", "255.1.2.3", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("::ffff:0:0/96", "1.2.3.4", true)]
    [InlineData("10.0.0.0/7", "11.255.255.255", true)]
    [InlineData("10.0.0.0/7", "12.0.0.0", false)]
    [InlineData("10.0.0.7/32", "10.0.0.7", true)]
    [InlineData("10.0.0.7", "10.0.0.6", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    public void Trusted_proxy_is_an_address_a_network_or_unix(string proxy, string peer, bool isTrusted) =>
        Assert.Equal(
        Addresses.Bits(isTrusted ? "198.51.100.1" : peer),
        Of(proxy).ClientOf(Addresses.Bits(peer), Utf8("198.51.100.1")));

    [Theory]
    [InlineData("",
        "'' is not an address: write for example 10.0.0.7 or fd00::7, a network such as 10.0.0.0/8, or unix.")]
    [InlineData("localhost",
        "'localhost' is not an address: write for example 10.0.0.7 or fd00::7, a network such as 10.0.0.0/8, or unix.")]
    [InlineData("[::1]",
        "'[::1]' is not an address: write for example 10.0.0.7 or fd00::7, a network such as 10.0.0.0/8, or unix.")]
    [InlineData("10.0.0.0/33", "'33' is not a prefix length: write 0 to 32 after the slash.")]
    [InlineData("::/129", "'129' is not a prefix length: write 0 to 128 after the slash.")]
    [InlineData("10.0.0.0/", "'' is not a prefix length: write 0 to 32 after the slash.")]
    [InlineData("10.0.0.0/-1", "'-1' is not a prefix length: write 0 to 32 after the slash.")]
    [InlineData("10.0.0.1/8",
        "'10.0.0.1/8' has address bits after the first 8: write the network's first address, for example 10.0.0.0/8.")]
    [InlineData("fd00::1/0",
        "'fd00::1/0' has address bits after the first 0: write the network's first address, for example 10.0.0.0/8.")]
    public void Invalid_trusted_proxy_error_names_the_remedy(string text, string sentence)
    {
        Assert.False(TrustedProxy.TryParse(text, out TrustedProxy? proxy, out string? error));
        Assert.Null(proxy);
        Assert.Equal(sentence, error);
    }

    [Fact]
    public void Finding_the_client_allocates_nothing()
    {
        TrustedProxies proxies = Of(Networks);
        byte[] field = Utf8("[2001:db8::1]:80, ::ffff:10.0.0.2, 10.1.2.3:4");
        UInt128 peer = Addresses.Bits("10.0.0.1");
        Assert.Equal(0, Allocations.Of(() => proxies.ClientOf(peer, field)));
    }

    internal static TrustedProxies Of(params string[] texts) => new([.. texts.Select(text =>
    {
        Assert.True(TrustedProxy.TryParse(text, out TrustedProxy? proxy, out string? error), error);
        return proxy!;
    })]);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static IPAddress ModelClient(IPAddress peer, string field)
    {
        IPAddress client = peer;
        foreach (string entry in field.Split(',').Reverse().Take(TrustedProxies.EntriesMax))
        {
            string text = entry.Trim(' ', '\t');
            if (!IsTrusted(client) || text is "" or "::" || text.StartsWith("1.2.3") || text.StartsWith("[::]")
                || !IPEndPoint.TryParse(text, out IPEndPoint? next))
                return client;
            client = next.Address;
        }
        return client;
    }

    private static bool IsTrusted(IPAddress address) =>
        Networks.Any(network => IPNetwork.Parse(network.Contains('/') ? network
            : network + (network.Contains(':') ? "/128" : "/32")).Contains(address));
}
