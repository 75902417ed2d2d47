namespace Appliance.Listening;

/// <summary>
/// What counts as one peer: an IPv4 address, or the /64 of an IPv6 one, since whoever has an address there has them
/// all. Unix sockets have none, and behind a loopback address may stand a terminator with everybody's connections:
/// neither is counted.
/// </summary>
internal readonly record struct AddressKey(ulong Value)
{
    private const ulong MappedIPv4 = 0xFFFF;
    private const ulong IPv4Mark = 1UL << 32;

    public bool IsCounted => Value != 0;

    /// <param name="address">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
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
