using System.Buffers.Binary;
using System.Net;

namespace Appliance.Endpoints.Tests;

/// <summary>Generators and conversions of the framework's IP addresses.</summary>
internal static class Addresses
{
    public static Gen<IPAddress> Any { get; } = Gen.Frequency(
        (2, Gen.Byte.Array[4].Select(bytes => new IPAddress(bytes))),
        (1, Gen.Byte.Array[16].Select(bytes => new IPAddress(bytes))),
        (2, Gen.OneOf((byte)0, (byte)0, (byte)0, (byte)1, (byte)255).Array[16].Select(bytes => new IPAddress(bytes))));

    /// <summary>The bits of an IPv6 address, IPv4 as ::ffff:a.b.c.d.</summary>
    public static UInt128 Bits(IPAddress address) =>
        BinaryPrimitives.ReadUInt128BigEndian(address.MapToIPv6().GetAddressBytes());

    public static UInt128 Bits(string address) => Bits(IPAddress.Parse(address));
}
