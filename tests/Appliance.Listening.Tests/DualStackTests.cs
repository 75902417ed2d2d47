using System.Net;
using System.Net.Sockets;
using Appliance.TestKit;

namespace Appliance.Listening.Tests;

/// <summary>Whether <c>[::]</c> accepts IPv4 as well, with real sockets of both families.</summary>
public sealed class DualStackTests
{
    private const string LoopbackAsIPv6 = "ffff7f000001";

    [Theory]
    [ClassData(typeof(Loops))]
    public void IPv6_any_address_accepts_IPv4_and_reports_IPv4_peers(LoopKind kind)
    {
        using var server = new EchoServer(kind, null, EchoServer.Parse("[::]:0"));
        ListenAddress.Tcp bound = Assert.IsType<ListenAddress.Tcp>(server.Addresses[0]);
        Assert.True(bound.TakesIPv4);
        Assert.Equal($"{LoopbackAsIPv6} 0 ordinary", OriginOf("127.0.0.1", bound.EndPoint.Port));
        Assert.Equal("1 0 ordinary", OriginOf("[::1]", bound.EndPoint.Port));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Specific_IPv6_address_does_not_accept_IPv4(LoopKind kind)
    {
        using var server = new EchoServer(kind, null, EchoServer.Parse("[::1]:0"));
        Assert.False(Assert.IsType<ListenAddress.Tcp>(server.Addresses[0]).TakesIPv4);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void IPv4_and_IPv6_listeners_share_a_port_in_either_order(LoopKind kind, string ipv4, bool isIPv6First)
    {
        int port = Ports.Free();
        ListenAddress any = EchoServer.Parse($"[::]:{port}"), other = EchoServer.Parse($"{ipv4}:{port}");
        using var server = new EchoServer(kind, null, isIPv6First ? [any, other] : [other, any]);
        int anyIndex = isIPv6First ? 0 : 1;
        Assert.False(Assert.IsType<ListenAddress.Tcp>(server.Addresses[anyIndex]).TakesIPv4);
        Assert.Equal($"{LoopbackAsIPv6} {1 - anyIndex} ordinary", OriginOf("127.0.0.1", port));
        Assert.Equal($"1 {anyIndex} ordinary", OriginOf("[::1]", port));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void IPv6_any_address_is_IPv6_only_if_the_IPv4_port_is_in_use(LoopKind kind)
    {
        using var foreign = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        foreign.Bind(new IPEndPoint(IPAddress.Any, 0));
        foreign.Listen();
        int port = ((IPEndPoint)foreign.LocalEndPoint!).Port;
        using var server = new EchoServer(kind, null, EchoServer.Parse($"[::]:{port}"));
        Assert.False(Assert.IsType<ListenAddress.Tcp>(server.Addresses[0]).TakesIPv4);
        Assert.Equal("1 0 ordinary", OriginOf("[::1]", port));
    }

    [Theory]
    [ClassData(typeof(Loops))]
    public void Port_in_use_for_IPv4_and_IPv6_is_an_error(LoopKind kind)
    {
        using var server = new EchoServer(kind, null, EchoServer.Parse("[::]:0"));
        int port = ((ListenAddress.Tcp)server.Addresses[0]).EndPoint.Port;
        foreach (string address in new[] { "[::]", "0.0.0.0", "127.0.0.1" })
        {
            var refused = Assert.Throws<ListenException>(
                () => new EchoServer(kind, null, EchoServer.Parse($"{address}:{port}")));
            Assert.Equal(ListenError.InUse, refused.Error);
        }
    }

    public static TheoryData<LoopKind, string, bool> Pairs()
    {
        TheoryData<LoopKind, string, bool> pairs = [];
        foreach (LoopKind kind in Enum.GetValues<LoopKind>())
        {
            if (kind == LoopKind.Linux && !OperatingSystem.IsLinux())
                continue;
            foreach (string ipv4 in new[] { "0.0.0.0", "127.0.0.1" })
            {
                pairs.Add(kind, ipv4, true);
                pairs.Add(kind, ipv4, false);
            }
        }
        return pairs;
    }

    private static string OriginOf(string host, int port)
    {
        using var client = new EchoClient(EchoServer.Parse($"{host}:{port}"));
        client.Send("origin\n");
        return client.ReceiveLine()!;
    }
}
