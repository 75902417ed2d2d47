using System.Diagnostics;
using Appliance.Connections;

namespace Appliance.Listening;

/// <summary>The kind of slot that a connection occupies in <see cref="ConnectionLimit"/>.</summary>
internal enum ConnectionSlot : byte
{
    None,
    Ordinary,
    /// <summary>A reserved slot used for health checks on an ordinary address.</summary>
    Reserved,
    /// <summary>A reserved slot used by an admin address.</summary>
    Admin,
}

/// <summary>
/// Counts the connections of all threads: ordinary and reserved slots, and the connections of each client address.
/// Reserved slots belong to the admin addresses; without admin addresses they serve health checks on the ordinary ones.
/// A caller that got no slot can be notified when one is released. Thread-safe.
/// </summary>
/// <param name="settings">The limits.</param>
/// <param name="hasAdmin">Whether there are admin addresses.</param>
/// <param name="onRelease">Called once after <see cref="NotifyOnRelease"/> when a slot is released.</param>
internal sealed class ConnectionLimit(ListenerSettings settings, bool hasAdmin, Action onRelease)
{
    private readonly AddressCounts _addresses = new(settings.AddressConnectionsMax);
    private int _ordinary;
    private int _reserved;
    private int _hasOrdinaryWaiter;
    private int _hasAdminWaiter;

    /// <summary>Acquires a slot without a time limit; None if all are in use.</summary>
    public ConnectionSlot Acquire(bool isAdmin) => isAdmin
        ? TryAcquire(ref _reserved, settings.ReservedConnectionsMax) ? ConnectionSlot.Admin : ConnectionSlot.None
        : TryAcquire(ref _ordinary, settings.ConnectionsMax) ? ConnectionSlot.Ordinary : ConnectionSlot.None;

    /// <summary>
    /// Acquires a reserved slot for a health check, for use when <see cref="Acquire"/> returned None.
    /// </summary>
    public ConnectionSlot AcquireReserved(bool isAdmin) => !isAdmin && !hasAdmin
        && TryAcquire(ref _reserved, settings.ReservedConnectionsMax) ? ConnectionSlot.Reserved : ConnectionSlot.None;

    /// <summary>Whether <see cref="Acquire"/> or <see cref="AcquireReserved"/> would return a slot now.</summary>
    public bool HasFreeSlot(bool isAdmin)
    {
        bool isReservedFree = Volatile.Read(ref _reserved) < settings.ReservedConnectionsMax;
        return isAdmin ? isReservedFree
            : Volatile.Read(ref _ordinary) < settings.ConnectionsMax || !hasAdmin && isReservedFree;
    }

    /// <summary>
    /// Requests a notification at the next release. A slot may have been released just before, so try again to acquire
    /// one after this call.
    /// </summary>
    public void NotifyOnRelease(bool isAdmin) => Interlocked.Exchange(ref WaiterFlag(isAdmin), 1);

    /// <summary>Whether a connection waits for a slot.</summary>
    public bool HasWaiter(bool isAdmin) => Volatile.Read(ref WaiterFlag(isAdmin)) != 0;

    public void Release(ConnectionSlot slot)
    {
        if (slot == ConnectionSlot.None)
            return;
        int left = slot == ConnectionSlot.Ordinary
            ? Interlocked.Decrement(ref _ordinary) : Interlocked.Decrement(ref _reserved);
        Debug.Assert(left >= 0, "Each acquired slot is released once.");
        bool isAdmin = slot == ConnectionSlot.Admin;
        if (HasWaiter(isAdmin) && Interlocked.Exchange(ref WaiterFlag(isAdmin), 0) != 0)
            onRelease();
    }

    /// <summary>
    /// False if the address has reached its connection limit. Call it for ordinary connections only, so that a client
    /// at its limit can still reach the admin addresses.
    /// </summary>
    /// <param name="peerAddress">In the format of <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    /// <param name="countedAddress">The key to release when the connection is closed.</param>
    public bool TryAcquireForAddress(UInt128 peerAddress, out AddressKey countedAddress)
    {
        countedAddress = settings.IsShared(peerAddress) ? default : AddressKey.Of(peerAddress);
        return !countedAddress.IsCounted || _addresses.TryAcquire(countedAddress);
    }

    public void Release(AddressKey countedAddress)
    {
        if (countedAddress.IsCounted)
            _addresses.Release(countedAddress);
    }

    private ref int WaiterFlag(bool isAdmin)
    {
        if (isAdmin)
            return ref _hasAdminWaiter;
        return ref _hasOrdinaryWaiter;
    }

    private static bool TryAcquire(ref int taken, int max)
    {
        int count = Volatile.Read(ref taken);
        while (count < max)
        {
            int seen = Interlocked.CompareExchange(ref taken, count + 1, count);
            if (seen == count)
                return true;
            count = seen;
        }
        return false;
    }
}
