namespace Appliance.Listening.Linux;

/// <summary>A connection that was accepted. No record: what those say of themselves would cost the binary the whole
/// arithmetic of UInt128.</summary>
internal readonly struct AcceptedConnection(
    UInt128 peerAddress, int addressIndex, ConnectionSlot slot, AddressKey countedAddress)
{
    /// <summary>As <see cref="ConnectionOrigin.PeerAddress"/>.</summary>
    public UInt128 PeerAddress { get; } = peerAddress;

    /// <summary>As <see cref="ConnectionOrigin.AddressIndex"/>.</summary>
    public int AddressIndex { get; } = addressIndex;

    /// <summary>What it takes up of the limit for all.</summary>
    public ConnectionSlot Slot { get; } = slot;

    /// <summary>As what it is counted in the limit for each address.</summary>
    public AddressKey CountedAddress { get; } = countedAddress;
}
