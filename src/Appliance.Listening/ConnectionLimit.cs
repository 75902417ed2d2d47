namespace Appliance.Listening;

/// <summary>What a connection takes up of the limits.</summary>
internal enum Place : byte
{
    None,
    Ordinary,
    /// <summary>One of those kept back for health checks.</summary>
    Reserved,
}

/// <summary>
/// Counts the connections of all threads: those of everybody, those kept back for health checks, and those of each
/// address. Who found no place is told when an ordinary one is free again.
/// </summary>
/// <param name="settings">How many of each there may be.</param>
/// <param name="onFree">Called after a place was asked for in vain, when there is one.</param>
internal sealed class ConnectionLimit(ListenerSettings settings, Action onFree)
{
    private readonly AddressCounts _addresses = new(settings.AddressConnectionsMax);
    private int _ordinary;
    private int _reserved;
    private int _someoneWaits;

    /// <summary>An ordinary place, else a reserved one, else none.</summary>
    public Place Take()
    {
        Place place = TryTake();
        if (place != Place.None)
            return place;
        // The next that is returned will say so. One may have come back just before: try once more.
        Interlocked.Exchange(ref _someoneWaits, 1);
        return TryTake();
    }

    public void Return(Place place)
    {
        if (place == Place.None)
            return;
        if (place == Place.Ordinary)
            Interlocked.Decrement(ref _ordinary);
        else
            Interlocked.Decrement(ref _reserved);
        if (Volatile.Read(ref _someoneWaits) != 0 && Interlocked.Exchange(ref _someoneWaits, 0) != 0)
            onFree();
    }

    /// <summary>False if the address has all the connections that one may have.</summary>
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

    private Place TryTake() =>
        TryTake(ref _ordinary, settings.ConnectionsMax) ? Place.Ordinary :
        TryTake(ref _reserved, settings.ReservedConnectionsMax) ? Place.Reserved : Place.None;

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
