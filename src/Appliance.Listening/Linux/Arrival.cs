namespace Appliance.Listening.Linux;

/// <summary>A connection that was accepted.</summary>
/// <param name="PeerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
/// <param name="AddressIndex">As <see cref="ConnectionOrigin.AddressIndex"/>.</param>
/// <param name="Place">What it takes up of the limit for all.</param>
/// <param name="Counted">As what it is counted in the limit for each address.</param>
internal readonly record struct Arrival(UInt128 PeerAddress, int AddressIndex, Place Place, AddressKey Counted);
