namespace Appliance.Listening.Linux;

/// <summary>Counts the connections of all threads; threads that found no room are woken when there is some.</summary>
internal sealed class ConnectionLimit(int connectionsMax, WakeUp[] threads)
{
    private int _open;
    private int _someoneWaits;

    public bool TryTake()
    {
        int open = Volatile.Read(ref _open);
        while (open < connectionsMax)
        {
            int seen = Interlocked.CompareExchange(ref _open, open + 1, open);
            if (seen == open)
                return true;
            open = seen;
        }
        return false;
    }

    public void Return()
    {
        Interlocked.Decrement(ref _open);
        if (Volatile.Read(ref _someoneWaits) == 0 || Interlocked.Exchange(ref _someoneWaits, 0) == 0)
            return;
        foreach (WakeUp thread in threads)
            thread.Signal();
    }

    /// <summary>
    /// The next <see cref="Return"/> will wake the threads. One may have come just before: try once more after this.
    /// </summary>
    public void WakeAtReturn() => Interlocked.Exchange(ref _someoneWaits, 1);
}
