using Appliance.Connections;

namespace Appliance.Listening;

/// <summary>
/// The unit of the per-address limit: an IPv4 address, or an IPv6 /64, since one client usually controls a whole /64.
/// Not counted are Unix sockets, which have no address, and loopback addresses, where a proxy may carry the connections
/// of all clients.
/// </summary>
internal readonly record struct AddressKey(ulong Value)
{
    private const ulong MappedIPv4 = 0xFFFF;
    private const ulong IPv4Mark = 1UL << 32;

    public bool IsCounted => Value != 0;

    /// <param name="address">In the format of <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    public static AddressKey Of(UInt128 address)
    {
        ulong high = (ulong)(address >> 64);
        ulong low = (ulong)address;
        if (high != 0)
            return new AddressKey(high);
        if (low >> 32 != MappedIPv4)
            return default;
        uint ipv4 = (uint)low;
        return ipv4 >> 24 == 127 ? default : new AddressKey(IPv4Mark | ipv4);
    }
}
