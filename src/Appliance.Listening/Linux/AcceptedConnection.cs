using Appliance.Connections;

namespace Appliance.Listening.Linux;

/// <summary>
/// A connection that was accepted. Not a record: its generated ToString would add all arithmetic of UInt128 to the
/// binary.
/// </summary>
internal readonly struct AcceptedConnection(
    UInt128 peerAddress, int addressIndex, ConnectionSlot slot, AddressKey countedAddress)
{
    /// <summary>See <see cref="ConnectionOrigin.PeerAddress"/>.</summary>
    public UInt128 PeerAddress { get; } = peerAddress;

    /// <summary>See <see cref="ConnectionOrigin.AddressIndex"/>.</summary>
    public int AddressIndex { get; } = addressIndex;

    /// <summary>The slot that it holds in the limit of all connections.</summary>
    public ConnectionSlot Slot { get; } = slot;

    /// <summary>The key under which the per-address limit counts it.</summary>
    public AddressKey CountedAddress { get; } = countedAddress;
}
