namespace Appliance.Listening;

/// <summary>What a connection takes up of the limits.</summary>
internal enum ConnectionSlot : byte
{
    None,
    Ordinary,
    /// <summary>One of those kept back for health checks, on an ordinary address.</summary>
    Reserved,
    /// <summary>One of those kept back, on an admin address.</summary>
    Admin,
}

/// <summary>
/// Counts the connections of all threads: those of everybody, those kept back, and those of each address. Those kept
/// back are the admin addresses' where there are any, and otherwise for health checks on the ordinary ones. A caller
/// that got no place is told when one is free again.
/// </summary>
/// <param name="settings">How many of each there may be.</param>
/// <param name="hasAdmin">Whether there are admin addresses.</param>
/// <param name="onRelease">Called after <see cref="NotifyOnRelease"/>, when a place was returned.</param>
internal sealed class ConnectionLimit(ListenerSettings settings, bool hasAdmin, Action onRelease)
{
    private readonly AddressCounts _addresses = new(settings.AddressConnectionsMax);
    private int _ordinary;
    private int _reserved;
    private int _hasOrdinaryWaiter;
    private int _hasAdminWaiter;

    /// <summary>A place that a connection may keep; none if all are taken.</summary>
    public ConnectionSlot Acquire(bool isAdmin) => isAdmin
        ? TryAcquire(ref _reserved, settings.ReservedConnectionsMax) ? ConnectionSlot.Admin : ConnectionSlot.None
        : TryAcquire(ref _ordinary, settings.ConnectionsMax) ? ConnectionSlot.Ordinary : ConnectionSlot.None;

    /// <summary>One of those kept back for health checks, for when there is no other.</summary>
    public ConnectionSlot AcquireReserved(bool isAdmin) => !isAdmin && !hasAdmin
        && TryAcquire(ref _reserved, settings.ReservedConnectionsMax) ? ConnectionSlot.Reserved : ConnectionSlot.None;

    /// <summary>Whether <see cref="Acquire"/> or <see cref="AcquireReserved"/> would give a place now.</summary>
    public bool HasFreeSlot(bool isAdmin)
    {
        bool isReservedFree = Volatile.Read(ref _reserved) < settings.ReservedConnectionsMax;
        return isAdmin ? isReservedFree
            : Volatile.Read(ref _ordinary) < settings.ConnectionsMax || !hasAdmin && isReservedFree;
    }

    /// <summary>The next place that is returned will be told. One may have come back just before: try once
    /// more.</summary>
    public void NotifyOnRelease(bool isAdmin) => Interlocked.Exchange(ref WaiterFlag(isAdmin), 1);

    /// <summary>Whether a connection waits for a place.</summary>
    public bool HasWaiter(bool isAdmin) => Volatile.Read(ref WaiterFlag(isAdmin)) != 0;

    public void Release(ConnectionSlot slot)
    {
        if (slot == ConnectionSlot.None)
            return;
        if (slot == ConnectionSlot.Ordinary)
            Interlocked.Decrement(ref _ordinary);
        else
            Interlocked.Decrement(ref _reserved);
        bool isAdmin = slot == ConnectionSlot.Admin;
        if (HasWaiter(isAdmin) && Interlocked.Exchange(ref WaiterFlag(isAdmin), 0) != 0)
            onRelease();
    }

    /// <summary>False if the address has all the connections that one may have. For ordinary connections alone: a
    /// client that has many of these is not kept from the admin addresses.</summary>
    /// <param name="peerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    /// <param name="countedAddress">To be returned.</param>
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
