using System.Net;

namespace Appliance.Listening.Tests;

public sealed class AddressCountsTests
{
    private const int CountMax = 3;

    [Fact]
    public void Connection_counts_match_a_dictionary_model()
    {
        // Few addresses, so that their probes collide; many steps, so that the table grows and closes gaps.
        Gen<(ulong Address, bool Takes)[]> steps = Gen.Select(Gen.ULong[1, 400], Gen.Bool).Array[0, 3000];
        steps.Sample(taken =>
        {
            var counts = new AddressCounts(CountMax);
            Dictionary<ulong, int> model = [];
            foreach ((ulong address, bool takes) in taken)
            {
                int count = model.GetValueOrDefault(address);
                if (takes)
                {
                    Assert.Equal(count < CountMax, counts.TryAcquire(new AddressKey(address)));
                    model[address] = Math.Min(count + 1, CountMax);
                }
                else if (count > 0)
                {
                    counts.Release(new AddressKey(address));
                    model[address] = count - 1;
                }
            }
            foreach ((ulong address, int count) in model)
            {
                for (int more = count; more < CountMax; more++)
                    Assert.True(counts.TryAcquire(new AddressKey(address)));
                Assert.False(counts.TryAcquire(new AddressKey(address)));
            }
        }, iter: 200);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("128.0.0.1", "0.0.0.1", false)]
    public void Address_key_is_the_IPv4_address_or_the_IPv6_64_network(string one, string other, bool isSame)
    {
        Assert.True(Key(one).IsCounted);
        Assert.Equal(isSame, Key(one) == Key(other));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.1")]
    [InlineData("::1")]
    public void Loopback_addresses_are_not_counted(string address) => Assert.False(Key(address).IsCounted);

    [Fact]
    public void Unix_socket_connections_are_not_counted() => Assert.False(AddressKey.Of(0).IsCounted);

    [Fact]
    public void Per_address_connection_limit_applies_except_to_loopback_and_shared_addresses()
    {
        UInt128 proxy = Bits("198.51.100.1");
        var settings = new ListenerSettings
        {
            ConnectionsMax = 100,
            AddressConnectionsMax = 2,
            IsShared = address => address == proxy,
        };
        var limit = new ConnectionLimit(settings, hasAdmin: false, () => { });
        Assert.True(limit.TryAcquireForAddress(Bits("192.0.2.1"), out AddressKey countedAddress));
        Assert.True(limit.TryAcquireForAddress(Bits("192.0.2.1"), out _));
        Assert.False(limit.TryAcquireForAddress(Bits("192.0.2.1"), out _));
        Assert.True(limit.TryAcquireForAddress(Bits("192.0.2.2"), out _));
        for (int count = 0; count < 10; count++)
        {
            Assert.True(limit.TryAcquireForAddress(Bits("127.0.0.1"), out _));
            Assert.True(limit.TryAcquireForAddress(proxy, out _));
        }
        limit.Release(countedAddress);
        Assert.True(limit.TryAcquireForAddress(Bits("192.0.2.1"), out _));
        Assert.False(limit.TryAcquireForAddress(Bits("192.0.2.1"), out _));
    }

    private static AddressKey Key(string address) => AddressKey.Of(Bits(address));

    private static UInt128 Bits(string address) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(
            IPAddress.Parse(address).MapToIPv6().GetAddressBytes());
}
