namespace Appliance.Listening;

/// <summary>What a connection takes up of the limits.</summary>
internal enum Place : byte
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
/// <param name="onFree">Called after <see cref="Await"/>, when a place was returned.</param>
internal sealed class ConnectionLimit(ListenerSettings settings, bool hasAdmin, Action onFree)
{
    private readonly AddressCounts _addresses = new(settings.AddressConnectionsMax);
    private int _ordinary;
    private int _kept;
    private int _isOrdinaryAwaited;
    private int _isAdminAwaited;

    /// <summary>A place that a connection may keep; none if all are taken.</summary>
    public Place Take(bool isAdmin) => isAdmin
        ? TryTake(ref _kept, settings.ReservedConnectionsMax) ? Place.Admin : Place.None
        : TryTake(ref _ordinary, settings.ConnectionsMax) ? Place.Ordinary : Place.None;

    /// <summary>One of those kept back for health checks, for when there is no other.</summary>
    public Place TakeReserved(bool isAdmin) => !isAdmin && !hasAdmin
        && TryTake(ref _kept, settings.ReservedConnectionsMax) ? Place.Reserved : Place.None;

    /// <summary>Whether <see cref="Take"/> or <see cref="TakeReserved"/> would give a place now.</summary>
    public bool HasPlace(bool isAdmin)
    {
        bool isKeptFree = Volatile.Read(ref _kept) < settings.ReservedConnectionsMax;
        return isAdmin ? isKeptFree
            : Volatile.Read(ref _ordinary) < settings.ConnectionsMax || !hasAdmin && isKeptFree;
    }

    /// <summary>The next place that is returned will be told. One may have come back just before: try once
    /// more.</summary>
    public void Await(bool isAdmin) => Interlocked.Exchange(ref Awaited(isAdmin), 1);

    /// <summary>Whether a connection waits for a place.</summary>
    public bool IsAwaited(bool isAdmin) => Volatile.Read(ref Awaited(isAdmin)) != 0;

    public void Return(Place place)
    {
        if (place == Place.None)
            return;
        if (place == Place.Ordinary)
            Interlocked.Decrement(ref _ordinary);
        else
            Interlocked.Decrement(ref _kept);
        bool isAdmin = place == Place.Admin;
        if (IsAwaited(isAdmin) && Interlocked.Exchange(ref Awaited(isAdmin), 0) != 0)
            onFree();
    }

    /// <summary>False if the address has all the connections that one may have. For ordinary connections alone: a
    /// client that has many of these is not kept from the admin addresses.</summary>
    /// <param name="peerAddress">As <see cref="ConnectionOrigin.PeerAddress"/>.</param>
    /// <param name="counted">To be returned.</param>
    public bool TryTakeFor(UInt128 peerAddress, out AddressKey counted)
    {
        counted = settings.IsShared(peerAddress) ? default : AddressKey.Of(peerAddress);
        return !counted.IsCounted || _addresses.TryTake(counted);
    }

    public void Return(AddressKey counted)
    {
        if (counted.IsCounted)
            _addresses.Return(counted);
    }

    private ref int Awaited(bool isAdmin)
    {
        if (isAdmin)
            return ref _isAdminAwaited;
        return ref _isOrdinaryAwaited;
    }

    private static bool TryTake(ref int taken, int max)
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
