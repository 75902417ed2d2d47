namespace Appliance.Listening.Linux;

/// <summary>A connection that was accepted.</summary>
/// <param name="PeerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
/// <param name="AddressIndex">As <see cref="ConnectionOrigin.AddressIndex"/>.</param>
/// <param name="Place">What it takes up of the limits.</param>
internal readonly record struct Arrival(UInt128 PeerAddress, int AddressIndex, Place Place);
